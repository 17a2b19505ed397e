import { closeSync, openSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { GatehouseError } from "../../runtime/errors.ts";
import { tryLock } from "./file-lock.ts";

const TRY_EVERY_MS = 20;
const TRY_FOR_MS = 5_000;

/**
 * Does `work` while no other process does anything under the same lock file. The kernel gives the lock up however the
 * process ends.
 *
 * @throws GatehouseError STATE_BUSY (failed) if another process keeps the lock
 */
export async function exclusively<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const fd = openSync(path, "a", 0o600);
  try {
    for (let tries = 0; !tryLock(fd); tries += 1) {
      if (tries * TRY_EVERY_MS >= TRY_FOR_MS) throw busy(path);
      await pause(TRY_EVERY_MS);
    }
    return await work();
  } finally {
    closeSync(fd);
  }
}

function busy(path: string): GatehouseError {
  return new GatehouseError(
    "STATE_BUSY",
    `another gatehouse command holds ${path}: wait until it is done, and try again`,
    { kind: "failed" },
  );
}
