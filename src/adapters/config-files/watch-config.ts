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
 * over the old one, and a watch on the file would stay with the old.
 */
export class ConfigWatcher {
  readonly #onChange: () => void;
  readonly #watching = new Map<string, FSWatcher>();
  /** For each folder to watch, which names in it count. */
  #wanted: ReadonlyMap<string, (name: string) => boolean> = new Map();
  #quiet: NodeJS.Timeout | null = null;
  readonly #lookAgain: NodeJS.Timeout;
  #isStopped = false;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
    this.#lookAgain = setInterval(() => void this.#takeUpFolders(), MISSING_MS);
    this.#lookAgain.unref();
  }

  /** Watches these from now on; a change of before that has not been told yet still will be. */
  follow(paths: WatchedPaths): void {
    this.#wanted = wantedByFolder(paths);
    for (const folder of [...this.#watching.keys()]) if (!this.#wanted.has(folder)) this.#forget(folder);
    for (const folder of this.#wanted.keys()) this.#begin(folder);
  }

  /** Never calls `onChange` again. Safe to call twice. */
  stop(): void {
    this.#isStopped = true;
    clearInterval(this.#lookAgain);
    if (this.#quiet !== null) clearTimeout(this.#quiet);
    for (const folder of [...this.#watching.keys()]) this.#forget(folder);
  }

  #changed(): void {
    if (this.#isStopped) return;
    if (this.#quiet !== null) clearTimeout(this.#quiet);
    this.#quiet = setTimeout(this.#onChange, QUIET_MS);
  }

  /** Whether the folder is watched only since now. */
  #begin(folder: string): boolean {
    if (this.#isStopped || this.#watching.has(folder)) return false;
    try {
      const watcher = watch(folder, { persistent: false }, (_, name) => {
        if (name === null || (this.#wanted.get(folder)?.(name) ?? false)) this.#changed();
      });
      watcher.on("error", () => this.#forget(folder));
      this.#watching.set(folder, watcher);
      return true;
    } catch {
      return false;
    }
  }

  #forget(folder: string): void {
    this.#watching.get(folder)?.close();
    this.#watching.delete(folder);
  }

  /** Takes up folders that have come (again), and lets go of those that are gone. */
  async #takeUpFolders(): Promise<void> {
    for (const folder of this.#wanted.keys()) {
      const isThere = await stat(folder).then(
        (stats) => stats.isDirectory(),
        () => false,
      );
      if (!isThere) this.#forget(folder);
      else if (this.#begin(folder)) this.#changed();
    }
  }
}

/** Watches `paths` until the returned function is called; see `ConfigWatcher`. */
export function watchConfig(paths: WatchedPaths, onChange: () => void): () => void {
  const watcher = new ConfigWatcher(onChange);
  watcher.follow(paths);
  return () => watcher.stop();
}

function wantedByFolder({ files, folders }: WatchedPaths): Map<string, (name: string) => boolean> {
  const wanted = new Map<string, (name: string) => boolean>();
  const add = (folder: string, counts: (name: string) => boolean): void => {
    const before = wanted.get(folder);
    wanted.set(folder, (name) => counts(name) || (before?.(name) ?? false));
  };
  for (const folder of folders.filter((path) => !files.includes(path))) add(folder, isYaml);
  // A rules folder may come later or be replaced as a whole; the folder it stands in tells.
  for (const path of [...files, ...folders]) add(dirname(path), (name) => name === basename(path));
  return wanted;
}
