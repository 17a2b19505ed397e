import { mkdirSync, watch } from "node:fs";
import type { Cancel, Scheduler } from "../../runtime/clock.ts";
import { peopleDirectory } from "./people-store.ts";

/** Several files may change at once; they are one change. */
const SETTLE_MS = 300;

/**
 * Calls `onChange` soon after somebody was enrolled or removed (by another process too), until it is cancelled.
 */
export function watchPeople(stateDirectory: string, scheduler: Scheduler, onChange: () => void): Cancel {
  const directory = peopleDirectory(stateDirectory);
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
