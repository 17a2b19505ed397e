import { walkChain } from "./chain.ts";
import { manifestFile } from "./manifest.ts";

/**
 * Clips from before this time (ms since the epoch) that by the manifest have not been deleted, wherever they lie: such as are
 * protected.
 * None if the manifest cannot be read: the journal must not grow for ever for that.
 */
export async function clipsFrom(stateDirectory: string, beforeAt: number): Promise<string[]> {
  const lines = await manifestFile(stateDirectory)
    .lines()
    .catch(() => []);
  const { clips } = walkChain(lines);
  return [...clips].flatMap(([clip, { recorded, isDeleted }]) =>
    recorded !== null && !isDeleted && recorded.startAt < beforeAt ? [clip] : [],
  );
}
