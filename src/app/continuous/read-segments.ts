import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { LineFile } from "../../adapters/media-files/line-file.ts";
import { PART_SUFFIX } from "../../sensors/camera.ts";
import { readIndex, type SegmentMark } from "./segment-index.ts";
import { CONTINUOUS_FOLDER, INDEX_FILE, segmentStart } from "./segment-name.ts";

/** A segment as its file and its day's index tell. */
export interface Segment {
  readonly camera: string;
  /** Absolute. */
  readonly path: string;
  /** When its first picture was taken, ms since the epoch. */
  readonly startAt: number;
  readonly seconds: number;
  readonly bytes: number;
  readonly mark: SegmentMark;
  /** It has not been closed: it is being written, or was cut off. */
  readonly isOpen: boolean;
}

/** The cameras of which something is recorded all the time; none if nothing ever was. */
export async function continuousCameras(stateDirectory: string): Promise<string[]> {
  return foldersIn(join(stateDirectory, CONTINUOUS_FOLDER));
}

/** The days of a camera, in UTC, oldest first. */
export async function daysOf(stateDirectory: string, camera: string): Promise<string[]> {
  const days = await foldersIn(join(stateDirectory, CONTINUOUS_FOLDER, camera));
  return days.filter((day) => segmentStart(`${day}/00-00-00.000`) !== null).sort();
}

/** The segments of one day, oldest first: what is there, and what the index says of it. Rejects as the file system does. */
export async function segmentsOfDay(
  stateDirectory: string,
  { camera, day }: { readonly camera: string; readonly day: string },
): Promise<Segment[]> {
  const folder = join(stateDirectory, CONTINUOUS_FOLDER, camera, day);
  const [names, lines] = await Promise.all([readdir(folder), new LineFile(join(folder, INDEX_FILE)).lines()]);
  const known = readIndex(lines);
  const segments: Segment[] = [];
  for (const file of names.sort()) {
    const isOpen = file.endsWith(PART_SUFFIX);
    const name = file.replace(PART_SUFFIX, "").replace(/\.mp4$/u, "");
    const startAt = segmentStart(`${day}/${name}`);
    if (startAt === null) continue;
    const path = join(folder, file);
    const line = isOpen ? undefined : known.get(name);
    const told = line ?? (await measured(path, startAt));
    if (told === null) continue;
    const { seconds, bytes } = told;
    segments.push({ camera, path, startAt, seconds, bytes, mark: line?.mark ?? null, isOpen });
  }
  return segments;
}

/** What was recorded of a camera between two moments, ms since the epoch, oldest first. */
export async function segmentsBetween(
  stateDirectory: string,
  { camera, fromAt, toAt }: { readonly camera: string; readonly fromAt: number; readonly toAt: number },
): Promise<Segment[]> {
  const DAY_MS = 86_400_000;
  const segments: Segment[] = [];
  for (const day of await daysOf(stateDirectory, camera)) {
    const dayAt = segmentStart(`${day}/00-00-00.000`) ?? 0;
    // The last one of the day before may reach into it.
    if (dayAt > toAt || dayAt + 2 * DAY_MS < fromAt) continue;
    segments.push(...(await segmentsOfDay(stateDirectory, { camera, day })));
  }
  return segments.filter(({ startAt, seconds }) => startAt < toAt && startAt + seconds * 1000 > fromAt);
}

/** The last write was the end of the file, to a second; null if it has been deleted since the folder was read. */
async function measured(path: string, startAt: number): Promise<{ seconds: number; bytes: number } | null> {
  try {
    const { size, mtimeMs } = await stat(path);
    return { bytes: size, seconds: Math.max(0, mtimeMs - startAt) / 1000 };
  } catch (error) {
    if ((error as { code?: unknown }).code === "ENOENT") return null;
    throw error;
  }
}

async function foldersIn(path: string): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}
