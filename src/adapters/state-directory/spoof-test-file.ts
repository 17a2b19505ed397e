import type { Cancel, Scheduler } from "../../runtime/clock.ts";
import { StateFile } from "./state-file.ts";

const fileIn = (stateDirectory: string): StateFile => new StateFile(stateDirectory, "spoof-test.json");

/** Where the results of the household's own spoof tests are. */
export function spoofTestPath(stateDirectory: string): string {
  return fileIn(stateDirectory).path;
}

/** The text of the results; null if nothing was ever tested. Throws if there is a file that cannot be read. */
export function readSpoofTest(stateDirectory: string): string | null {
  return fileIn(stateDirectory).read();
}

/** Replaces the results: after a power cut there are the old ones or the new ones. */
export function writeSpoofTest(stateDirectory: string, text: string): Promise<void> {
  return fileIn(stateDirectory).write(text);
}

/** Calls `onChange` soon after the results changed (by another process too), until it is cancelled. */
export function watchSpoofTest(stateDirectory: string, scheduler: Scheduler, onChange: () => void): Cancel {
  return fileIn(stateDirectory).watch(scheduler, onChange);
}
