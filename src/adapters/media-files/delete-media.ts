import { rm } from "node:fs/promises";
import { resolve, sep } from "node:path";

/** Deletes stored pictures and sounds; what is gone already is no error, and nothing outside `media/` is touched. */
export async function deleteMedia(stateDirectory: string, paths: readonly string[]): Promise<void> {
  const media = resolve(stateDirectory, "media") + sep;
  for (const path of paths) {
    const absolute = resolve(stateDirectory, path);
    if (absolute.startsWith(media)) await rm(absolute, { force: true });
  }
}
