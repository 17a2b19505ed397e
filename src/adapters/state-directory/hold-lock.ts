import { closeSync, openSync } from "node:fs";
import { tryLock } from "./file-lock.ts";
import type { HeldState } from "./state-directory.ts";

/**
 * Takes a lock of its own for something that only one process may do at a time; null if another one has it. The kernel gives
 * it up when the process ends. Throws as the file system does.
 *
 * @param path a file that is made for it, and stays
 */
export function holdLock(path: string): HeldState | null {
  let fd: number | null = openSync(path, "a", 0o600);
  if (!tryLock(fd)) {
    closeSync(fd);
    return null;
  }
  return {
    release: () => {
      if (fd !== null) closeSync(fd);
      fd = null;
    },
  };
}
