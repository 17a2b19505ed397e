import type { SeenArchive } from "../../archive/look.ts";
import { clipOfFile } from "../../brain/clip-name.ts";
import { problem, warning } from "../advice.ts";
import type { Outcome } from "../check.ts";

interface ArchiveQuestion {
  /** Where it is by the configuration. */
  readonly path: string;
  /** As it was looked at; null if the daemon has never used one. */
  readonly seen: SeenArchive | null;
  /** How many clips are old enough to move there and have not. */
  readonly waiting: number;
}

/** Whether clips can move to the archive. */
export function checkArchive({ path, seen, waiting }: ArchiveQuestion): Outcome {
  if (seen?.directory !== path) {
    const text =
      "a running Gatehouse begins it by itself on another disk than the system's; on the same one: gatehouse clips archive --begin";
    return { found: `${path}, not begun`, advice: [warning(text)], facts: { path, waiting } };
  }
  const { isReached, names, freeBytes, why } = seen;
  const clips = [...names].filter((name) => clipOfFile(name.replace("clips/", "")) !== null).length;
  const found = [
    path,
    `${clips} clips`,
    ...(freeBytes === null ? [] : [`${(freeBytes / 1e9).toFixed(1)} GB free`]),
    ...(waiting === 0 ? [] : [`${waiting} more wait to be moved`]),
  ].join(", ");
  const advice = isReached ? [] : [problem(`it cannot be reached, and clips stay where they are: ${why}`)];
  return { found, advice, facts: { path, isReached, clips, freeBytes, waiting } };
}
