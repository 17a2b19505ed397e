import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/** The latest change (ms since the epoch) of a file, or of anything within a folder, removals included; 0 if absent. */
export function latestChange(path) {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return 0;
  if (!stats.isDirectory()) return stats.mtimeMs;
  // Removing a file changes its folder.
  return readdirSync(path).reduce(
    (latest, name) => Math.max(latest, latestChange(join(path, name))),
    stats.mtimeMs,
  );
}
