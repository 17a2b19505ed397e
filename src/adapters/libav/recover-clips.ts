import { readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Scheduler } from "../../runtime/clock.ts";
import { PART_SUFFIX } from "./clip-file.ts";
import { MediaInput } from "./media-input.ts";

/** A clip whose recording was cut off by a crash or a power cut. */
export interface RecoveredClip {
  /** Its file, now under its final name. */
  readonly path: string;
  /** What of it can be played. */
  readonly seconds: number;
}

/**
 * Gives the clips that a crash left behind their final names; what holds no picture is removed.
 * Call it before any camera of this directory records. A missing directory holds no clips.
 */
export async function recoverClips(
  directory: string,
  parts: { readonly scheduler: Scheduler },
): Promise<readonly RecoveredClip[]> {
  const recovered: RecoveredClip[] = [];
  for (const name of await filesIn(directory)) {
    if (!name.endsWith(PART_SUFFIX)) continue;
    const clip = await recoverClip(join(directory, name.slice(0, -PART_SUFFIX.length)), parts);
    if (clip !== null) recovered.push(clip);
  }
  return recovered;
}

/**
 * Gives one clip that a crash cut off its final name; null if nothing of it is left or it was closed properly.
 *
 * @param path the final name
 */
export async function recoverClip(
  path: string,
  parts: { readonly scheduler: Scheduler },
): Promise<RecoveredClip | null> {
  const part = path + PART_SUFFIX;
  const seconds = await playableSeconds(part, parts.scheduler);
  if (seconds === null) {
    await rm(part, { force: true });
    return null;
  }
  await rename(part, path);
  return { path, seconds };
}

async function filesIn(directory: string): Promise<readonly string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if ((error as { code?: unknown }).code === "ENOENT") return [];
    throw error;
  }
}

/** Length of the video in s, from its packets; null if there is none. */
async function playableSeconds(path: string, scheduler: Scheduler): Promise<number | null> {
  try {
    const input = await MediaInput.open(path, { scheduler, signal: new AbortController().signal });
    try {
      return await videoSeconds(input);
    } finally {
      await input.close();
    }
  } catch {
    return null;
  }
}

async function videoSeconds(input: MediaInput): Promise<number | null> {
  let endUs: bigint | null = null;
  for (let packet = await input.read(); packet !== null; packet = await input.read()) {
    const end = packet.pts + packet.duration;
    if (packet.streamIndex === input.video?.index && (endUs === null || end > endUs)) endUs = end;
    packet.free();
  }
  return endUs === null ? null : Number(endUs) / 1e6;
}
