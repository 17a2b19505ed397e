import { fork } from "node:child_process";
import { readdir, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import type { EventDraft, EventOf, GatehouseEvent } from "../../events/catalogue.ts";
import type { JournalReader } from "../../events/journal.ts";
import type { Clock } from "../../runtime/clock.ts";
import { compiledUrl } from "../../runtime/compiled-url.ts";
import { RecoveredFile, type RecoveryWish } from "../clips/recovery.ts";
import { PART_SUFFIX } from "../../sensors/camera.ts";
import { cameraOfClip, clipOfFile, clipPath } from "./clip-name.ts";

const TIME_LIMIT_MS = 60_000;
/** A clip's event comes when it is closed; that of the oldest file is not older than the file by more. */
const MARGIN_MS = 3_600_000;
/** Among so many latest events of clips are those of all that were open, however long ago that was. */
const LATEST = 500;
/** So many clips are read by one process, within its time limit. */
const READ_AT_ONCE = 10;
const CLIP_EVENTS = ["recording.started", "recording.finished", "recording.failed"] as const;

const WHY_CUT = "cut off by a crash or a power cut; what was on the disk is kept";

interface RecoveryParts {
  readonly clock: Clock;
  readonly reader: Pick<JournalReader, "events">;
}

/** What the journal has to be told before any camera records, and what can be found out while they do. */
interface Reconciliation {
  readonly now: readonly EventDraft[];
  /** Reads whole clips of which the journal knows nothing, which takes a while if they are many; some at a time. */
  readonly later: () => AsyncGenerator<EventDraft>;
}

/**
 * Makes the journal agree with the clips that are there: finds those that a crash or a power cut has left unfinished and
 * makes ordinary clips of them, finds those of which the journal knows nothing, and those that it believes to be recorded
 * still. Call it before any camera records. A missing directory holds no clips.
 */
export async function recoveredClips(directory: string, parts: RecoveryParts): Promise<Reconciliation> {
  const names = await namesIn(directory);
  const told = await toldOf(names, directory, parts);
  const endsOf = (events: readonly (EventDraft | ClipEvent)[]): Set<string> =>
    new Set(events.flatMap((event) => (isEnd(event) ? [event.clip] : [])));
  const mend = names
    .filter((name) => name.endsWith(PART_SUFFIX))
    .map((name) => name.slice(0, -PART_SUFFIX.length));
  const untold = names.filter(
    (name) => !endsOf(told).has(clipOfFile(name) ?? name) && !name.endsWith(PART_SUFFIX),
  );
  const found = mend.length === 0 ? [] : await inChild({ mend: inDirectory(mend, directory), read: [] });
  const finished = await Promise.all(found.map((file) => finishedEvent(file, told, parts.clock)));
  const ended = endsOf([...told, ...finished]);
  const isThere = (clip: string): boolean => untold.includes(`${clip}.mp4`);
  const open = told.filter((event) => !ended.has(event.clip) && !isThere(event.clip));
  const lost = new Map(open.map((event) => [event.clip, lostEvent(event, parts.clock)]));
  const later = (): AsyncGenerator<EventDraft> =>
    readEvents(inDirectory(untold, directory), told, parts.clock);
  return { now: [...finished, ...lost.values()], later };
}

async function* readEvents(
  paths: readonly string[],
  told: readonly ClipEvent[],
  clock: Clock,
): AsyncGenerator<EventDraft> {
  for (let i = 0; i < paths.length; i += READ_AT_ONCE) {
    const files = await inChild({ mend: [], read: paths.slice(i, i + READ_AT_ONCE) });
    for (const file of files) yield finishedEvent(file, told, clock);
  }
}

/**
 * Makes an ordinary clip of one that its camera's process left unfinished when it died.
 *
 * @param path the clip's final name
 * @returns null if nothing of it can be played
 */
export async function recoverOne(
  path: string,
): Promise<{ seconds: number; bytes: number; sha256: string | null } | null> {
  const [clip] = await inChild({ mend: [path], read: [] });
  if (clip === undefined) return null;
  const { seconds, sha256 } = clip;
  return { seconds, sha256, bytes: (await stat(clip.path)).size };
}

/**
 * Makes ordinary files of recordings that were cut off; what cannot be played is taken away.
 *
 * @param paths their final names
 * @returns those that can be played
 */
export async function mendFiles(paths: readonly string[]): Promise<readonly RecoveredFile[]> {
  return paths.length === 0 ? [] : inChild({ mend: [...paths], read: [] });
}

type ClipEvent = EventOf<"recording.started" | "recording.finished" | "recording.failed">;

/** What the journal tells of clips as young as these, and of the latest, in order. */
async function toldOf(
  names: readonly string[],
  directory: string,
  { clock, reader }: RecoveryParts,
): Promise<readonly ClipEvent[]> {
  const times = await Promise.all(names.map(async (name) => (await stat(join(directory, name))).mtimeMs));
  const fromAt = Math.min(clock.now().at, ...times) - MARGIN_MS;
  const [young, latest] = await Promise.all([
    reader.events({ names: CLIP_EVENTS, fromAt }),
    reader.events({ names: CLIP_EVENTS, newestFirst: true, limit: LATEST }),
  ]);
  return [...young, ...latest].filter(isOfClip);
}

function isOfClip(event: GatehouseEvent): event is ClipEvent {
  return CLIP_EVENTS.some((name) => name === event.name);
}

function isEnd(
  event: EventDraft | ClipEvent,
): event is Extract<EventDraft, { name: "recording.finished" | "recording.failed" }> {
  return event.name === "recording.finished" || event.name === "recording.failed";
}

async function namesIn(directory: string): Promise<readonly string[]> {
  try {
    return (await readdir(directory)).filter((name) => clipOfFile(name.replace(/\.part$/u, "")) !== null);
  } catch (error) {
    if ((error as { code?: unknown }).code === "ENOENT") return [];
    throw error;
  }
}

function inDirectory(names: readonly string[], directory: string): string[] {
  return names.map((name) => join(directory, name));
}

function inChild(wish: RecoveryWish): Promise<readonly RecoveredFile[]> {
  const entry = fileURLToPath(compiledUrl(import.meta.url, "app/clip-recovery-process"));
  return new Promise((resolve, reject) => {
    let found: readonly RecoveredFile[] | null = null;
    const child = fork(entry, { serialization: "advanced", timeout: TIME_LIMIT_MS });
    child.on("message", (message) => {
      found = z.array(RecoveredFile).safeParse(message).data ?? null;
    });
    child.on("error", reject);
    child.on("exit", (code, signal) => {
      if (found !== null) resolve(found);
      else reject(new Error(`the process that recovers clips ended with ${String(code ?? signal)}`));
    });
    child.send(wish);
  });
}

async function finishedEvent(
  { path, seconds, sha256, note, mended }: RecoveredFile,
  told: readonly ClipEvent[],
  clock: Clock,
): Promise<EventDraft> {
  const clip = basename(path, ".mp4");
  const camera = note?.camera ?? cameraOfClip(clip);
  const { size, mtimeMs } = await stat(path);
  const { at, t } = clock.now();
  // Without a note: the last write was the end of the clip, to a second.
  const startAt = note?.startAt ?? mtimeMs - seconds * 1000;
  const started = told.find((event) => event.name === "recording.started" && event.clip === clip);
  const reason = note?.reason ?? (started?.name === "recording.started" ? started.reason : "unknown");
  return {
    name: "recording.finished",
    source: `camera:${camera}`,
    at,
    t,
    camera,
    clip,
    reason: mended ? `${reason} (${WHY_CUT})` : reason,
    startAt,
    startT: t - (at - startAt),
    seconds,
    bytes: size,
    sha256,
    preRollMs: 0,
    ...(note?.continues == null ? {} : { continues: note.continues }),
    media: [{ kind: "clip", path: clipPath(clip) }],
  };
}

function lostEvent({ camera, clip }: ClipEvent, clock: Clock): EventDraft {
  const why = "Gatehouse or the machine went down before anything of it was on the disk";
  return { name: "recording.failed", source: `camera:${camera}`, ...clock.now(), camera, clip, why };
}
