import { join } from "node:path";

/** A clip's name: the camera and the time in UTC to the millisecond, `porch-20261123T184205.123Z`. */
export function clipName(camera: string, at: number): string {
  return `${camera}-${new Date(at).toISOString().replace(/[-:]/g, "")}`;
}

/** The camera of a clip. Its name may hold dashes; the time behind it does not. */
export function cameraOfClip(clip: string): string {
  return clip.slice(0, clip.lastIndexOf("-"));
}

/** The clip that a file of `clips/` is; null if it is none of ours. */
export function clipOfFile(name: string): string | null {
  return /^(.+-\d{8}T\d{6}\.\d{3}Z(?:_\d+)?)\.mp4$/u.exec(name)?.[1] ?? null;
}

/** Where a clip is kept, relative to the state directory. */
export function clipPath(clip: string): string {
  return join("clips", `${clip}.mp4`);
}
