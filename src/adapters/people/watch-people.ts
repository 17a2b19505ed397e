import { mkdirSync, watch } from "node:fs";
import type { Cancel, Scheduler } from "../../runtime/clock.ts";

/** Several files may change at once; they are one change. */
const SETTLE_MS = 300;

/**
 * Calls `onChange` soon after somebody's file in the folder was written or removed (by another process too), until it is
 * cancelled. Makes the folder if it is not there.
 */
export function watchPeople(directory: string, scheduler: Scheduler, onChange: () => void): Cancel {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  let cancel: Cancel = () => undefined;
  const watcher = watch(directory, (_, file) => {
    if (file?.endsWith(".json") !== true) return;
    cancel();
    cancel = scheduler.after(SETTLE_MS, onChange);
  });
  return () => {
    watcher.close();
    cancel();
  };
}
