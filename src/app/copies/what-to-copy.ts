import type { Clip } from "../clips/list.ts";

/** What is copied; `all`: pictures and sounds too. */
export type CopyWhat = "clips" | "strangers" | "all";

/** What has to be known of a clip to copy it. */
export type CopiedClip = Pick<Clip, "clip" | "bytes" | "sha256" | "shows" | "startAt">;

/** The clips that are to be copied, in their order: the newest of a stranger first, then the newest. */
export function clipsToCopy(clips: Iterable<CopiedClip>, what: CopyWhat): CopiedClip[] {
  const isOfStranger = ({ shows }: CopiedClip): number => (shows === "stranger" ? 1 : 0);
  return [...clips]
    .filter((clip) => what !== "strangers" || isOfStranger(clip) === 1)
    .toSorted((a, b) => isOfStranger(b) - isOfStranger(a) || b.startAt - a.startAt);
}
