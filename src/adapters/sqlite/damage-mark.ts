import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { sync } from "./sync.ts";

/** Stands beside a journal that is damaged, from when that is noticed until another one is in its place. */
const markOf = (path: string): string => `${path}.damaged`;

/** Whether somebody has come upon damage in this journal, or a damaged one is being replaced. */
export function isNoted(path: string): boolean {
  return existsSync(markOf(path));
}

/** Notes that a journal is damaged: the next start replaces it. Not being able to is no reason to fail. */
export function noteDamage(path: string): void {
  try {
    writeFileSync(markOf(path), "", { mode: 0o600 });
  } catch {
    // The damage itself is told; it will be come upon again.
  }
}

/** Where the damaged one goes, a file beside it: the same at each call until the mark is taken away. `now` names it. */
export function placeForDamaged(path: string, now: number): string {
  const mark = markOf(path);
  const said = isNoted(path) ? readFileSync(mark, "utf8") : "";
  if (said.startsWith(`${basename(path)}.corrupt-`)) return join(dirname(path), said);
  const place = freeName(`${path}.corrupt-${new Date(now).toISOString().replaceAll(/[-:]|\.\d+/g, "")}`);
  writeFileSync(mark, basename(place), { mode: 0o600 });
  sync(mark);
  sync(dirname(path));
  return place;
}

/** Another journal is in its place. */
export function takeMarkAway(path: string): void {
  rmSync(markOf(path), { force: true });
  sync(dirname(path));
}

function freeName(wanted: string): string {
  for (let n = 0; ; n += 1) {
    const candidate = n === 0 ? wanted : `${wanted}-${n}`;
    if (!existsSync(candidate)) return candidate;
  }
}
