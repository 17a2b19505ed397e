import { SystemClock } from "../../adapters/clock/system-clock.ts";
import type { ClipFiles } from "../../adapters/media-files/clip-files.ts";
import { journalPath, openJournalReader } from "../../adapters/sqlite/journal.ts";
import { GatehouseError } from "../../runtime/errors.ts";
import { awayText, clipFilesOf } from "../archive/look.ts";
import { clipOfFile } from "../brain/clip-name.ts";
import { walkChain } from "../clips/chain.ts";
import { listClips, type Clip } from "../clips/list.ts";
import { manifestFile } from "../clips/manifest.ts";
import { BAD_STATES, verifyClips, type ClipOnDisk, type VerifiedState } from "../clips/verify.ts";
import type { CommandContext } from "../command-context.ts";

export interface VerifyOptions {
  /** Only clips of this camera. */
  readonly camera: string | undefined;
  /** Only clips of which was told from then on, ms since the epoch. */
  readonly fromAt: number | undefined;
  readonly json: boolean;
}

type Context = Pick<CommandContext, "stateDirectory" | "out">;

/**
 * Prints what each clip is worth, and whether their manifest holds. Throws `CLIPS_CHANGED` (the answer is no) if one is not
 * what was recorded.
 */
export async function runClipsVerify(options: VerifyOptions, context: Context): Promise<void> {
  const directory = await context.stateDirectory();
  const { files, archive } = await clipFilesOf(directory);
  // What is there first: what is written down meanwhile is no fault then.
  const onDisk = await clipsOnDisk(files);
  const lines = await manifestFile(directory).lines();
  const chain = walkChain(lines);
  const told = await clipsTold(directory, files);
  const digest = (path: string): Promise<string> => files.digest(path);
  const counts = new Map<VerifiedState, number>();
  const known = new Map(told.map((clip) => [clip.clip, clip]));
  const isAway = async (path: string): Promise<boolean> => (await files.tierOf(path)) === "away";
  const nowAt = new SystemClock().now().at;
  for await (const one of verifyClips({ told, chain, onDisk, digest, isAway, nowAt })) {
    if (!isWanted(one, { ...options, startAt: known.get(one.clip)?.startAt })) continue;
    counts.set(one.state, (counts.get(one.state) ?? 0) + 1);
    if (options.json) context.out.write(`${JSON.stringify({ ...known.get(one.clip), ...one })}\n`);
    else if (BAD_STATES.includes(one.state))
      context.out.write(`${one.state.padEnd(10)} ${await files.pathOf(one.path)}\n`);
  }
  const { faults, end } = chain;
  if (options.json)
    context.out.write(`${JSON.stringify({ manifest: { lines: lines.length, end: end.hash, faults } })}\n`);
  else {
    for (const fault of faults) context.out.write(`manifest   ${fault}\n`);
    const summary = [...counts].map(([state, count]) => `${count} ${state}`).join(", ");
    context.out.write(`${counts.size === 0 ? "no clips" : summary}\n`);
    const away = awayText(archive);
    if (away !== null) context.out.write(`${away}\n`);
    if (lines.length > 0) context.out.write(`manifest: ${lines.length} lines, the last ${end.hash}\n`);
  }
  refuse(counts, faults);
}

function refuse(counts: ReadonlyMap<VerifiedState, number>, faults: readonly string[]): void {
  const bad = BAD_STATES.reduce((sum, state) => sum + (counts.get(state) ?? 0), 0);
  const all = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const wrong = [
    ...(bad === 0 ? [] : [`${bad} of ${all} clips are not what was recorded`]),
    ...(faults.length === 0 ? [] : ["their manifest does not hold"]),
  ];
  if (wrong.length === 0) return;
  throw new GatehouseError("CLIPS_CHANGED", `Something was changed since: ${wrong.join(", and ")}.`, {
    kind: "failed",
  });
}

function isWanted(
  { camera, clip }: { readonly camera: string; readonly clip: string },
  wish: VerifyOptions & { readonly startAt: number | undefined },
): boolean {
  if (wish.camera !== undefined && wish.camera !== camera) return false;
  return wish.fromAt === undefined || (wish.startAt ?? timeOfClip(clip)) >= wish.fromAt;
}

/** When a clip was begun, by its name, ms since the epoch; what has no such name is always wanted. */
function timeOfClip(clip: string): number {
  const [, date, hour, minute, second] = /-(\d{8})T(\d\d)(\d\d)([\d.]+)Z/.exec(clip) ?? [];
  if (date === undefined) return Infinity;
  const day = `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`;
  return Date.parse(`${day}T${hour}:${minute}:${second}Z`);
}

async function clipsOnDisk(files: ClipFiles): Promise<ClipOnDisk[]> {
  return (await files.all()).flatMap(({ name, at }) => {
    const clip = clipOfFile(name);
    return clip === null ? [] : [{ clip, at }];
  });
}

async function clipsTold(directory: string, files: ClipFiles): Promise<readonly Clip[]> {
  const journal = await openJournalReader(journalPath(directory));
  try {
    return await listClips(journal.reader, files, {});
  } finally {
    journal.close();
  }
}
