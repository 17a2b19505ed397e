import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { PassThrough } from "node:stream";
import { afterEach } from "vitest";
import { journalPath, openJournal } from "../../../../src/adapters/sqlite/journal.ts";
import type { Journal } from "../../../../src/adapters/sqlite/journal.ts";
import { ManualClock } from "../../../fakes/manual-clock.ts";

/** A state directory with a journal that "the daemon" writes, and what a command is given. */
export interface JournalStand {
  readonly daemon: Journal;
  readonly clock: ManualClock;
  readonly context: {
    readonly out: PassThrough;
    readonly signal: AbortSignal;
    stateDirectory(): Promise<string>;
  };
  readonly abort: () => void;
  /** Everything that was printed so far. */
  readonly printed: () => string;
}

const cleanUp: (() => void)[] = [];
afterEach(() => {
  for (const step of cleanUp.splice(0)) step();
});

export async function journalStand(): Promise<JournalStand> {
  const directory = mkdtempSync(`${tmpdir()}/gatehouse-commands-`);
  const clock = new ManualClock();
  const daemon = await openJournal({
    path: journalPath(directory),
    clock,
    boot: "boot-1",
    run: "run-1",
    random: () => 0.5,
  });
  cleanUp.push(() => {
    daemon.close();
    rmSync(directory, { recursive: true });
  });
  const out = new PassThrough();
  let printed = "";
  out.on("data", (chunk: Buffer) => (printed += chunk.toString()));
  const stop = new AbortController();
  return {
    daemon,
    clock,
    context: { out, signal: stop.signal, stateDirectory: () => Promise.resolve(directory) },
    abort: () => stop.abort(),
    printed: () => printed,
  };
}
