import { randomUUID } from "node:crypto";
import { readFileSync, watch } from "node:fs";
import { mkdir, open, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Cancel, Scheduler } from "../../runtime/clock.ts";

const FILE = "spoof-test.json";
/** One write is several changes of the folder. */
const SETTLE_MS = 100;

/** Where the results of the household's own spoof tests are. */
export function spoofTestPath(stateDirectory: string): string {
  return join(stateDirectory, FILE);
}

/** The text of the results; null if nothing was ever tested. Throws if there is a file that cannot be read. */
export function readSpoofTest(stateDirectory: string): string | null {
  try {
    return readFileSync(spoofTestPath(stateDirectory), "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}

/** Replaces the results: after a power cut there are the old ones or the new ones. */
export async function writeSpoofTest(stateDirectory: string, text: string): Promise<void> {
  await mkdir(stateDirectory, { recursive: true, mode: 0o700 });
  const partial = join(stateDirectory, `.${FILE}.${randomUUID()}.part`);
  try {
    const handle = await open(partial, "wx", 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(partial, spoofTestPath(stateDirectory));
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

/** Calls `onChange` soon after the results changed (by another process too), until it is cancelled. */
export function watchSpoofTest(stateDirectory: string, scheduler: Scheduler, onChange: () => void): Cancel {
  let cancel: Cancel = () => undefined;
  const watcher = watch(stateDirectory, (_, file) => {
    if (file !== null && file !== FILE) return;
    cancel();
    cancel = scheduler.after(SETTLE_MS, onChange);
  });
  // A folder that is taken away ends the watching. What was known stays in force, and is read again at the next reload.
  watcher.on("error", () => watcher.close());
  return () => {
    watcher.close();
    cancel();
  };
}
