import { join } from "node:path";

/** The folder of the state directory that holds what is recorded all the time. */
export const CONTINUOUS_FOLDER = "continuous";

/** The folder of the state directory that holds a film of each day, by camera. */
export const TIME_LAPSE_FOLDER = "timelapse";

/** In the folder of each day: a line for each segment. */
export const INDEX_FILE = "index.jsonl";

/** What a segment's name looks like: the day, and the time of its first picture, in UTC to the millisecond. */
export const SEGMENT_NAME = /^(\d{4}-\d{2}-\d{2})\/(\d{2})-(\d{2})-(\d{2})\.(\d{3})$/u;

/** The name of a segment that begins at this wall clock (ms since the epoch): `2026-11-23/18-42-05.123`. */
export function segmentName(at: number): string {
  const text = new Date(at).toISOString();
  return `${text.slice(0, 10)}/${text.slice(11, 23).replaceAll(":", "-")}`;
}

/** When a segment begins by its name, ms since the epoch; null if it is no segment's. */
export function segmentStart(name: string): number | null {
  const [, day, hour, minute, second, ms] = SEGMENT_NAME.exec(name) ?? [];
  const at = day === undefined ? Number.NaN : Date.parse(`${day}T${hour}:${minute}:${second}.${ms}Z`);
  return Number.isNaN(at) ? null : at;
}

/** Where a segment of a camera is kept, relative to the state directory. */
export function segmentPath(camera: string, name: string): string {
  return join(CONTINUOUS_FOLDER, camera, `${name}.mp4`);
}
