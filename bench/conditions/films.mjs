import { execFile } from "node:child_process";
import { symlink } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const LOSSLESS = ["-c:v", "ffv1", "-level", "3"];

/** A film as it is under a condition. */
export async function filmUnder({ filter, encoder }, { source, place, output }) {
  const chain = typeof filter === "function" ? filter(place) : filter;
  const change = chain === undefined ? [] : ["-vf", `${chain}`];
  await run("ffmpeg", ["-v", "error", "-nostdin", "-y", "-i", source, ...change, "-an", ...encoder, output], {
    maxBuffer: 1 << 24,
  });
  return output;
}

/** One film of many photos of one size, each a frame of 640 × 480, ten a second. */
export async function filmOfPhotos(photos, folder) {
  for (const [index, photo] of photos.entries())
    await symlink(photo, join(folder, `photo-${String(index).padStart(5, "0")}.jpg`));
  const output = join(folder, "photos.mkv");
  const input = ["-framerate", "10", "-i", join(folder, "photo-%05d.jpg")];
  const pad = ["-vf", "pad=640:480:(ow-iw)/2:(oh-ih)/2:gray"];
  await run("ffmpeg", ["-v", "error", "-nostdin", "-y", ...input, ...pad, ...LOSSLESS, output]);
  return output;
}
