import { watch, type FSWatcher } from "node:fs";
import { stat } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { isYaml } from "./yaml-name.ts";

/** What to watch: single files, and folders in which every rule file counts. */
export interface WatchedPaths {
  readonly files: readonly string[];
  readonly folders: readonly string[];
}

/** Editors write a file in several steps; one change is what has been quiet for this long. */
const QUIET_MS = 200;
/** How often it is looked whether a folder that was not there has come. */
const MISSING_MS = 5000;

/**
 * Calls `onChange` once after each change of the files. Watches folders, not files: editors save by renaming a new file
 * over the old one, and a watch on the file would stay with the old. Returns how to stop.
 */
export function watchConfig(paths: WatchedPaths, onChange: () => void): () => void {
  const watching = new Map<string, FSWatcher>();
  let timer: NodeJS.Timeout | null = null;
  let isStopped = false;
  const changed = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = setTimeout(onChange, QUIET_MS);
  };
  const forget = (folder: string): void => {
    watching.get(folder)?.close();
    watching.delete(folder);
  };
  const wantedIn = wantedByFolder(paths);
  const begin = (folder: string): boolean => {
    if (watching.has(folder)) return false;
    try {
      const watcher = watch(folder, { persistent: false }, (_, name) => {
        if (name === null || (wantedIn.get(folder)?.(name) ?? false)) changed();
      });
      watcher.on("error", () => forget(folder));
      watching.set(folder, watcher);
      return true;
    } catch {
      return false;
    }
  };
  for (const folder of wantedIn.keys()) begin(folder);
  const again = setInterval(() => {
    void lookAgain([...wantedIn.keys()], { watching, forget, begin }).then((found) => {
      if (found && !isStopped) changed();
    });
  }, MISSING_MS);
  again.unref();
  return () => {
    isStopped = true;
    clearInterval(again);
    if (timer !== null) clearTimeout(timer);
    for (const folder of [...watching.keys()]) forget(folder);
  };
}

/** Takes up folders that have come (again) and lets go of those that are gone; whether anything has come. */
async function lookAgain(
  folders: readonly string[],
  {
    watching,
    forget,
    begin,
  }: {
    readonly watching: ReadonlyMap<string, FSWatcher>;
    readonly forget: (folder: string) => void;
    readonly begin: (folder: string) => boolean;
  },
): Promise<boolean> {
  let found = false;
  for (const folder of folders) {
    const isThere = await stat(folder).then(
      (stats) => stats.isDirectory(),
      () => false,
    );
    if (!isThere && watching.has(folder)) forget(folder);
    if (isThere && begin(folder)) found = true;
  }
  return found;
}

/** For each folder to watch, which names in it count. */
function wantedByFolder({ files, folders }: WatchedPaths): Map<string, (name: string) => boolean> {
  const wanted = new Map<string, (name: string) => boolean>();
  for (const folder of folders.filter((path) => !files.includes(path))) wanted.set(folder, isYaml);
  for (const file of files) {
    const before = wanted.get(dirname(file));
    const name = basename(file);
    wanted.set(dirname(file), (changed) => changed === name || (before?.(changed) ?? false));
  }
  // A rules folder may appear later; its parent tells.
  for (const folder of folders) {
    const before = wanted.get(dirname(folder));
    const name = basename(folder);
    wanted.set(dirname(folder), (changed) => changed === name || (before?.(changed) ?? false));
  }
  return wanted;
}
