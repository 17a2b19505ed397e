import { join } from "node:path";

/** A clip's name: the camera and the time in UTC to the millisecond, `porch-20261123T184205.123Z`. */
export function clipName(camera: string, at: number): string {
  return `${camera}-${new Date(at).toISOString().replace(/[-:]/g, "")}`;
}

/** The camera of a clip. Its name may hold dashes; the time behind it does not. */
export function cameraOfClip(clip: string): string {
  return clip.slice(0, clip.lastIndexOf("-"));
}

/** Where a clip is kept, relative to the state directory. */
export function clipPath(clip: string): string {
  return join("clips", `${clip}.mp4`);
}
