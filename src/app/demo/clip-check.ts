import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { EventOf } from "../../events/catalogue.ts";
import { messageOf } from "../../runtime/errors.ts";
import type { FrameReader } from "../../sensors/ports.ts";

/** What was found out about a clip. */
export type ClipVerdict =
  | { readonly ok: true; readonly path: string; readonly detail: string }
  | { readonly ok: false; readonly path: string | null; readonly detail: string };

/** How many pictures a second are decoded for the check. */
const LOOKS_PER_SECOND = 5;
/** Share of the clip's announced length that has to be there in pictures. */
const LEAST_SHARE = 0.8;

/**
 * Looks at a recording as a visitor would: the file is there, its pictures can be decoded to the end, and it begins at least
 * `preRollSeconds` before the stranger was noticed.
 */
export async function checkClip(
  clip: EventOf<"recording.finished">,
  stranger: EventOf<"face.unknown">,
  options: { state: string; preRollSeconds: number; reader: FrameReader; signal: AbortSignal },
): Promise<ClipVerdict> {
  const media = clip.media.find((one) => one.kind === "clip");
  if (media === undefined) return { ok: false, path: null, detail: "the recording names no clip" };
  const path = join(options.state, media.path);
  const beforeSeconds = (stranger.t - clip.startT) / 1000;
  if (beforeSeconds < options.preRollSeconds) {
    const detail = `begins ${beforeSeconds.toFixed(1)} s before the stranger was noticed, not ${String(options.preRollSeconds)} s`;
    return { ok: false, path, detail };
  }
  try {
    const { size } = await stat(path);
    const pictures = await countPictures(path, options);
    const least = Math.floor(clip.seconds * LOOKS_PER_SECOND * LEAST_SHARE);
    const detail = `${String(pictures)} pictures decoded, ${(size / 1e6).toFixed(1)} MB, begins ${beforeSeconds.toFixed(1)} s before`;
    return pictures >= least
      ? { ok: true, path, detail }
      : { ok: false, path, detail: `only ${detail}; ${String(least)} expected` };
  } catch (error) {
    return { ok: false, path, detail: messageOf(error) };
  }
}

async function countPictures(
  path: string,
  options: { reader: FrameReader; signal: AbortSignal },
): Promise<number> {
  let count = 0;
  const frames = options.reader.frames(path, { fps: LOOKS_PER_SECOND, signal: options.signal });
  for await (const frame of frames) count += frame.width > 0 ? 1 : 0;
  return count;
}
