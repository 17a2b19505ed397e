import type { Command } from "commander";
import { SystemClock } from "../../adapters/clock/system-clock.ts";
import type { ClipFiles } from "../../adapters/media-files/clip-files.ts";
import { journalPath, openJournalReader } from "../../adapters/sqlite/journal.ts";
import { clipFaults } from "../../surfaces/cli/clip-faults.ts";
import { sinceAt } from "../../surfaces/cli/event-filter.ts";
import { spanText, timeText } from "../../surfaces/cli/time-text.ts";
import { awayText, clipFilesOf, type SeenArchive } from "../archive/look.ts";
import { clipNamed, clipOrLast, listClips, type Clip, type ClipWishes } from "../clips/list.ts";
import type { CommandContext } from "../command-context.ts";
import { CopyLedger } from "../copies/ledger.ts";
import {
  runContinuousExport,
  runContinuousList,
  runContinuousPlay,
  type StretchOptions,
} from "./clips-continuous.ts";
import { registerElsewhere } from "./clips-elsewhere.ts";
import { runClipsLink, validity } from "./clips-link.ts";
import { runClipsPlay } from "./clips-play.ts";
import { runClipsVerify, type VerifyOptions } from "./clips-verify.ts";

type ClipsContext = Pick<CommandContext, "stateDirectory" | "out" | "signal">;
type ArchiveContext = ClipsContext & Pick<CommandContext, "config">;

interface ListOptions {
  readonly camera?: string;
  readonly since?: string;
  readonly json?: boolean;
}

const HELP = `
A clip is a plain MP4 file in \`clips/\` of the state directory, or of the archive (recordings.archive). What is protected is not deleted by age or for room.`;

/** Adds `gatehouse clips list | verify | play | export | link | protect | unprotect | copy | fetch | archive`. */
export function registerClips(program: Command, context: ArchiveContext): void {
  const clips = program
    .command("clips")
    .description("what the cameras have recorded")
    .addHelpText("after", HELP);
  const bounded = (command: Command): Command =>
    command
      .option("--camera <name>", "only of this camera")
      .option("--since <time>", "only from then on: 15m, 1h, 2d, or 2026-11-23T18:00")
      .option("--json", "one JSON object a line");
  bounded(clips.command("list"))
    .description("show the clips, oldest first, and why they were recorded")
    .option("--continuous", "instead what is recorded all the time: days, hours, motion and gaps")
    .action((options: ListOptions & { readonly continuous?: boolean }) =>
      options.continuous === true ? runContinuousList(options, context) : runClipsList(options, context),
    );
  bounded(clips.command("verify"))
    .description(
      "compare each clip with what was written down when it was closed; exits 1 if one was changed, removed or inserted",
    )
    .action((options: ListOptions) => runClipsVerify(verifyOptions(options), context));
  const stretched = (command: Command): Command =>
    command
      .option("--camera <name>", "instead of a clip: what is recorded of this camera all the time")
      .option("--from <time>", "from the key frame at or before then: 15m, 1h, 2d, or 2026-11-23T18:00")
      .option("--to <time>", "up to then (default: now)");
  stretched(clips.command("play [clip]"))
    .description(
      "show a clip with mpv, ffplay or the desktop's player, or say where its file is; [clip] may be: last",
    )
    .action((clip: string | undefined, options: StretchOptions) =>
      clip === undefined ? runContinuousPlay(options, context) : runClipsPlay(clip, context),
    );
  stretched(clips.command("export [clip]"))
    .description(
      "put a clip, pictures, sound, what happened meanwhile and why, into one ZIP archive; [clip] may be: last. " +
        "Or, with --camera, join what is recorded all the time into one film",
    )
    .option(
      "-o, --output <file>",
      "the archive or film (default: CLIP.zip or CAMERA-TIME.mp4 in this folder)",
    )
    .action((clip: string | undefined, options: StretchOptions & { readonly output?: string }) =>
      clip === undefined ? runContinuousExport(options, context) : runClipsExport(clip, options, context),
    );
  clips
    .command("link <clip>")
    .description("print a link under which a clip can be seen for a while (links:); <clip> may be: last")
    .option("--valid <time>", "how long, such as 1h or 2 days (default: links.valid)", validity)
    .action((clip: string, options: { readonly valid?: number }) => runClipsLink(clip, options, context));
  clips
    .command("protect <clip>")
    .description("keep a clip from being deleted")
    .action((clip: string) => runClipProtection(clip, true, context));
  clips
    .command("unprotect <clip>")
    .description("let a clip be deleted again when its time has come")
    .action((clip: string) => runClipProtection(clip, false, context));
  registerElsewhere(clips, context);
}

/** Prints what was recorded. */
export async function runClipsList(options: ListOptions, context: ClipsContext): Promise<void> {
  const { clips, archive } = await known(wishesOf(options), context);
  const ledger = await CopyLedger.read(await context.stateDirectory(), null);
  const told = clips.map((clip) => ({ ...clip, copied: ledger.isCopied(clip.clip) }));
  if (clips.length === 0 && options.json !== true) context.out.write("No clip was recorded.\n");
  const away = awayText(archive);
  if (away !== null && options.json !== true) context.out.write(`${away}\n`);
  for (const clip of told)
    context.out.write(options.json === true ? `${JSON.stringify(clip)}\n` : line(clip));
}

/** Writes the archive of one clip. */
export async function runClipsExport(
  name: string,
  options: { readonly output?: string },
  context: ClipsContext,
): Promise<void> {
  const stateDirectory = await context.stateDirectory();
  const journal = await openJournalReader(journalPath(stateDirectory));
  try {
    const { files: stored } = await clipFilesOf(stateDirectory);
    const clip = clipOrLast(await listClips(journal.reader, stored, {}), name);
    const output = options.output ?? `${clip.clip}.zip`;
    // Loaded here: no other command writes archives.
    const { exportIncident } = await import("../incident/export-incident.ts");
    const nowAt = new SystemClock().now().at;
    const { files, gone, state } = await exportIncident(clip, journal, { stored, output, nowAt });
    const missing = gone.length === 0 ? "" : `; ${gone.length} that it points to are no longer kept`;
    context.out.write(`${output}: ${files} files${missing}. Unpack it and open index.html.\n`);
    if (state === "changed") context.out.write("The clip is not what was recorded: it was changed since.\n");
  } finally {
    journal.close();
  }
}

/** Protects a clip, or does so no more. */
export async function runClipProtection(
  name: string,
  isWanted: boolean,
  context: ClipsContext,
): Promise<void> {
  const { clips, files } = await known({}, context);
  const { clip, path } = clipNamed(clips, name);
  await (isWanted ? files.protect(path) : files.unprotect(path));
  context.out.write(`${clip} ${isWanted ? "is kept until you unprotect it" : "is protected no more"}\n`);
}

function verifyOptions(options: ListOptions): VerifyOptions {
  const { camera, fromAt } = wishesOf(options);
  return { camera, fromAt, json: options.json === true };
}

function wishesOf({ camera, since }: ListOptions): ClipWishes {
  return { camera, fromAt: since === undefined ? undefined : sinceAt(since, new SystemClock().now().at) };
}

async function known(
  wishes: ClipWishes,
  context: ClipsContext,
): Promise<{ clips: readonly Clip[]; files: ClipFiles; archive: SeenArchive | null }> {
  const directory = await context.stateDirectory();
  const { files, archive } = await clipFilesOf(directory);
  const journal = await openJournalReader(journalPath(directory));
  try {
    return { clips: await listClips(journal.reader, files, wishes), files, archive };
  } finally {
    journal.close();
  }
}

const MEGABYTE = 1e6;
const WHERE = { archive: "archive", away: "archive, not reached", nowhere: "deleted" } as const;

function line(told: Clip & { readonly copied: boolean }): string {
  const { clip, startAt, seconds, bytes, reason, tier, protected: isProtected, truth, copied } = told;
  const text = timeText();
  const size = `${(bytes / MEGABYTE).toFixed(1)} MB`;
  const marks = [
    ...(tier === "first" ? [] : [WHERE[tier ?? "nowhere"]]),
    ...(isProtected ? ["protected"] : []),
    ...(copied ? ["copied"] : []),
  ];
  const length = spanText(seconds * 1000).padStart(10);
  const note = marks.length === 0 ? "" : ` (${marks.join(", ")})`;
  const faults = truth === null ? [] : clipFaults(truth);
  const why = [reason, ...faults].join("; ");
  return `${text.day(startAt)} ${text.time(startAt).slice(0, 8)} ${length} ${size.padStart(9)}  ${clip}${note}  ${why}\n`;
}
