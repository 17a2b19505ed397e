import { basename } from "node:path";
import { clipOfFile } from "../brain/clip-name.ts";
import type { DoomedFile } from "./messages.ts";

/** So many clips are named in one event. */
const MOST_NAMED = 100;

/** Counts files that were moved or deleted, for one event. */
export class ClipTally {
  readonly #clips: string[] = [];
  files = 0;
  bytes = 0;

  /** @param clip null if the file is no clip */
  add(clip: string | null, bytes: number): void {
    this.files += 1;
    this.bytes += bytes;
    if (clip !== null && this.#clips.length < MOST_NAMED) this.#clips.push(clip);
  }

  /** What an event says of them. */
  get told(): { readonly clips: string[]; readonly files: number; readonly bytes: number } {
    return { clips: this.#clips, files: this.files, bytes: this.bytes };
  }
}

const WHY: Readonly<Record<DoomedFile["why"], string>> = {
  age: "their time in the archive was over (recordings.archive.keep)",
  size: "the archive took more room than it may (recordings.archive.max_size)",
  room: "the archive's disk was nearly full (recordings.archive.min_free)",
};

/** What goes from the archive, by reason. */
export function deletions(
  doomed: readonly DoomedFile[],
): { readonly why: string; readonly files: readonly DoomedFile[]; readonly clips: readonly string[] }[] {
  return (["age", "size", "room"] as const).flatMap((reason) => {
    const files = doomed.filter(({ why }) => why === reason);
    const clips = files.flatMap(({ path }) => clipOfFile(basename(path)) ?? []);
    return files.length === 0 ? [] : [{ why: WHY[reason], files, clips }];
  });
}
