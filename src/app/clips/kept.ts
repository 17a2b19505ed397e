import { setImmediate as nextTurn } from "node:timers/promises";
import { readLine } from "./chain.ts";
import { manifestFile } from "./manifest.ts";

/** Lines read in one turn: a door that waits, waits a few ms at the most. */
const LINES_AT_ONCE = 200;

/**
 * Clips from before this time (ms since the epoch) that by the manifest have not been deleted, wherever they lie: such as are
 * protected.
 * None if the manifest cannot be read: the journal must not grow for ever for that.
 */
export async function clipsFrom(stateDirectory: string, beforeAt: number): Promise<string[]> {
  const lines = await manifestFile(stateDirectory)
    .lines()
    .catch(() => []);
  const startAt = new Map<string, number>();
  const deleted = new Set<string>();
  for (const [i, line] of lines.entries()) {
    if (i % LINES_AT_ONCE === 0) await nextTurn();
    const entry = readLine(line)?.entry;
    // What was written first counts, as everywhere.
    if (entry?.kind === "recorded" && !startAt.has(entry.clip)) startAt.set(entry.clip, entry.startAt);
    else if (entry?.kind === "deleted") for (const clip of entry.clips) deleted.add(clip);
  }
  return [...startAt].flatMap(([clip, at]) => (at < beforeAt && !deleted.has(clip) ? [clip] : []));
}
