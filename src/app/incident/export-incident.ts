import { createHash } from "node:crypto";
import type { ClipFiles } from "../../adapters/media-files/clip-files.ts";
import type { OpenedReader } from "../../adapters/sqlite/journal.ts";
import { writeZip, type ZipEntry } from "../../adapters/zip/zip-file.ts";
import { GatehouseError, messageOf } from "../../runtime/errors.ts";
import { clipFaults } from "../../surfaces/cli/clip-faults.ts";
import { spanText, timeText, type TimeText } from "../../surfaces/cli/time-text.ts";
import { incidentPage } from "../../surfaces/page/incident-page.ts";
import { stateOf, type Clip, type ClipState } from "../clips/list.ts";
import { VERSION } from "../version.ts";
import { incidentOf, type Incident } from "./incident.ts";
import { manifestOf, type ArchivedFile } from "./manifest.ts";

export interface ExportOptions {
  /** Where clips and pictures are. */
  readonly stored: ClipFiles;
  /** Where the archive shall be; must not be there yet. */
  readonly output: string;
  readonly nowAt: number;
  /** Of the house; by default the machine's own. */
  readonly timeZone?: string | undefined;
}

/** What was written. */
export interface Exported {
  readonly files: number;
  readonly gone: readonly string[];
  readonly state: ClipState;
}

/** How the clip's file compares with what was written down when it was closed, for people. */
const STATES: Readonly<Record<ClipState, string>> = {
  intact: "intact: its SHA-256 is the one that was written down when it was closed",
  changed: "CHANGED since it was closed: its SHA-256 is not the one that was written down",
  unreadable: "it cannot be read",
  "no sum": "no SHA-256 was written down when it was closed",
  gone: "it has been deleted",
};

/**
 * Writes a clip and everything that belongs to it into one archive: the film, pictures and sound, the events, why each
 * request was made and granted or not, a manifest with SHA-256 of every file, and a page that shows all of it.
 *
 * @throws GatehouseError EXPORT_FAILED (failed) if the archive cannot be written, or is there already
 */
export async function exportIncident(
  clip: Clip,
  journal: OpenedReader,
  options: ExportOptions,
): Promise<Exported> {
  const { stored: files, output, nowAt } = options;
  const incident = await incidentOf(clip, journal);
  const state = await stateOf(clip, files);
  const kept: string[] = [];
  const gone: string[] = [];
  for (const path of incident.media) ((await files.has(path)) ? kept : gone).push(path);
  const times = timeText(options.timeZone);
  const written: ZipEntry[] = [
    text("index.html", incidentPage(pageOf(incident, { state, kept, times }), times)),
    text("events.jsonl", incident.events.map((event) => `${JSON.stringify(event)}\n`).join("")),
    text("why.json", `${JSON.stringify(incident.explanations, null, 2)}\n`),
    ...(await Promise.all(kept.map(async (name) => ({ name, path: await files.pathOf(name) })))),
  ];
  const sums = await Promise.all(written.map((entry) => archived(entry, files)));
  const facts = { version: VERSION, madeAt: nowAt, state, files: sums, gone };
  const entries = [text("manifest.json", manifestOf(incident, facts)), ...written];
  await writeZip(output, entries).catch((error: unknown) => {
    throw cannotWrite(output, error);
  });
  return { files: entries.length, gone, state };
}

function cannotWrite(output: string, error: unknown): GatehouseError {
  const isThere = error instanceof Error && "code" in error && error.code === "EEXIST";
  const why = isThere ? "it is there already; name another file with --output" : messageOf(error);
  return new GatehouseError("EXPORT_FAILED", `${output} cannot be written: ${why}`, { kind: "failed" });
}

function text(name: string, content: string): ZipEntry & { readonly bytes: Uint8Array } {
  return { name, bytes: Buffer.from(content) };
}

async function archived(entry: ZipEntry, files: ClipFiles): Promise<ArchivedFile> {
  const { name } = entry;
  if ("bytes" in entry) {
    const sha256 = createHash("sha256").update(entry.bytes).digest("hex");
    return { name, bytes: entry.bytes.length, sha256 };
  }
  return { name, bytes: await files.size(name), sha256: await files.digest(name) };
}

function pageOf(
  { clip, events, explanations }: Incident,
  { state, kept, times }: { state: ClipState; kept: readonly string[]; times: TimeText },
): Parameters<typeof incidentPage>[0] {
  const { camera, startAt, seconds, reason, sha256, truth, path } = clip;
  const faults = truth === null ? [] : clipFaults(truth);
  return {
    title: `${camera}, ${times.day(startAt)} ${times.time(startAt).slice(0, 8)}`,
    facts: [
      ["camera", camera],
      ["recorded because of", reason],
      ["length", spanText(seconds * 1000)],
      ["short of", faults.length === 0 ? "nothing that is known" : faults.join("; ")],
      ["file", STATES[state]],
      ["SHA-256", sha256 ?? "not known"],
    ],
    films: path !== null && kept.includes(path) ? [path] : [],
    events,
    explanations,
    files: new Set(kept),
  };
}
