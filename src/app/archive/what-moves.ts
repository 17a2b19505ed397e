import { basename } from "node:path";
import { clipOfFile } from "../brain/clip-name.ts";
import { PROTECTED_SUFFIX, type StoredFile } from "../brain/what-goes.ts";

/** In the archive a file of this name beside a clip says that it shows somebody who is not known. */
export const STRANGER_SUFFIX = ".stranger";

/** What decides which clips move. */
export interface MoveSituation {
  readonly nowAt: number;
  /** How long clips stay on the first disk. */
  readonly afterMs: number;
  /** How much more of the first disk has to be free, bytes. */
  readonly missingBytes: number;
}

/** Whom a clip shows is settled, and written down, so long after its end. */
const SETTLED_MS = 2 * 60_000;

/**
 * The clips that move to the archive, the oldest first: those that are old enough, and as many more as have to so that there is
 * room on the first disk.
 */
export function clipsToMove(
  files: readonly StoredFile[],
  { nowAt, afterMs, missingBytes }: MoveSituation,
): StoredFile[] {
  let missing = missingBytes;
  const moving: StoredFile[] = [];
  const oldestFirst = files
    .filter(({ path, at }) => clipOfFile(basename(path)) !== null && nowAt - at > SETTLED_MS)
    .toSorted((a, b) => a.at - b.at);
  for (const file of oldestFirst) {
    if (nowAt - file.at <= afterMs && missing <= 0) break;
    moving.push(file);
    missing -= file.bytes;
  }
  return moving;
}

/** The clips of which only the mark of protection is left here: it belongs where the clip is. */
export function clipsOfLoneMarks(files: readonly StoredFile[]): string[] {
  const there = new Set(files.map(({ path }) => path));
  return files
    .filter(({ path }) => path.endsWith(PROTECTED_SUFFIX))
    .map(({ path }) => path.slice(0, -PROTECTED_SUFFIX.length))
    .filter((clip) => !there.has(clip));
}
