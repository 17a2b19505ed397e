import { open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import type { Scheduler } from "../../runtime/clock.ts";
import { PART_SUFFIX } from "../../sensors/camera.ts";
import { MediaInput } from "./media-input.ts";
import { syncFolder } from "./sync-folder.ts";
import { wholeLength } from "./whole-fragments.ts";

/** A clip as its file tells. */
export interface ReadClip {
  /** Its file. */
  readonly path: string;
  /** What of it can be played. */
  readonly seconds: number;
  /** What was written into it when it was begun; null if there is nothing. */
  readonly note: string | null;
}

interface Parts {
  readonly scheduler: Scheduler;
}

/**
 * Gives a clip that a crash or a power cut has cut off its final name, without the fragment that is not whole; null if
 * nothing of it is left or it was closed properly. Nobody may be writing it.
 *
 * @param path the final name
 */
export async function recoverClip(path: string, parts: Parts): Promise<ReadClip | null> {
  const part = path + PART_SUFFIX;
  const clip = (await cutToWhole(part)) ? await readClip(part, parts) : null;
  if (clip === null) {
    await rm(part, { force: true });
    return null;
  }
  await rename(part, path);
  await syncFolder(dirname(path));
  return { ...clip, path };
}

/** What a file tells of itself; null if it holds no pictures or cannot be read. */
export async function readClip(path: string, { scheduler }: Parts): Promise<ReadClip | null> {
  try {
    const input = await MediaInput.open(path, { scheduler, signal: new AbortController().signal });
    try {
      const seconds = await videoSeconds(input);
      return seconds === null ? null : { path, seconds, note: input.comment };
    } finally {
      await input.close();
    }
  } catch {
    return null;
  }
}

/** Cuts off what is not whole; false if there is nothing else, or no file. */
async function cutToWhole(part: string): Promise<boolean> {
  const file = await open(part, "r+").catch((error: unknown) => {
    if ((error as { code?: unknown }).code === "ENOENT") return null;
    throw error;
  });
  if (file === null) return false;
  try {
    const length = await wholeLength(file);
    if (length === 0) return false;
    await file.truncate(length);
    await file.sync();
    return true;
  } finally {
    await file.close();
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
