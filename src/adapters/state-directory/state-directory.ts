import { chmodSync, closeSync, ftruncateSync, mkdirSync, openSync, readFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { GatehouseError, messageOf } from "../../runtime/errors.ts";
import { tryLock } from "./file-lock.ts";

/** Pictures, recordings and enrolled faces are nobody else's business. */
const PRIVATE = 0o700;
const FOLDERS = ["media", "clips", "continuous", "timelapse", "people"] as const;

/** The state directory, held by this process. */
export interface HeldState {
  /** Gives it up; safe to call twice. The kernel does so too when the process ends. */
  release(): void;
}

/**
 * Takes a state directory for this process, so that two daemons never decide about the same locks, and creates it and its
 * folders (`media`, `clips`, `people`; readable by this user only) where they are missing.
 *
 * @throws GatehouseError STATE_IN_USE (usage) naming the other process, STATE_NOT_WRITABLE (usage)
 */
export function acquireState(directory: string): Promise<HeldState> {
  return new Promise((resolve) => resolve(acquireNow(directory)));
}

function acquireNow(directory: string): HeldState {
  const file = join(directory, "daemon.lock");
  let fd: number | null = openLockFile(directory, file);
  try {
    if (!tryLock(fd)) throw inUse(directory, file);
    createFolders(directory);
    ftruncateSync(fd);
    writeSync(fd, `${process.pid}\n`, 0);
  } catch (error) {
    closeSync(fd);
    throw error;
  }
  return {
    release: () => {
      if (fd !== null) closeSync(fd);
      fd = null;
    },
  };
}

function openLockFile(directory: string, file: string): number {
  try {
    mkdirSync(directory, { recursive: true, mode: PRIVATE });
    return openSync(file, "a+", 0o600);
  } catch (cause) {
    throw notWritable(directory, cause);
  }
}

function createFolders(directory: string): void {
  for (const name of FOLDERS) {
    const folder = join(directory, name);
    try {
      mkdirSync(folder, { recursive: true });
      chmodSync(folder, PRIVATE);
    } catch (cause) {
      throw notWritable(folder, cause);
    }
  }
}

function notWritable(path: string, cause: unknown): GatehouseError {
  return new GatehouseError(
    "STATE_NOT_WRITABLE",
    `The state directory cannot be used (${messageOf(cause)}); give this user the right to write ${path}, ` +
      "or name another folder with `state_dir:` in the configuration.",
    { kind: "usage", cause },
  );
}

function inUse(directory: string, file: string): GatehouseError {
  const pid = readFileSync(file, "utf8").trim();
  const who = pid === "" ? "Another Gatehouse" : `Another Gatehouse (process ${pid})`;
  return new GatehouseError(
    "STATE_IN_USE",
    `${who} uses the state directory ${directory} already; stop it first, or give this one a folder of its own ` +
      "with `state_dir:` in the configuration.",
    { kind: "usage" },
  );
}
