import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach } from "vitest";
import { openJournal } from "../../src/adapters/sqlite/journal.ts";
import type { Journal } from "../../src/adapters/sqlite/journal.ts";
import { ManualClock } from "../fakes/manual-clock.ts";
import { MemoryJournal } from "../fakes/memory-journal.ts";
import { guardStoreContract } from "./guard-store-suite.ts";
import { journalContract } from "./journal-suite.ts";
import { ruleStoreContract } from "./rule-store-suite.ts";

const cleanUp: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0)) await step();
});

async function sqlite(): Promise<Journal & { clock: ManualClock }> {
  const folder = await mkdtemp(join(tmpdir(), "gatehouse-journal-"));
  const clock = new ManualClock();
  const journal = await openJournal({
    path: join(folder, "journal.db"),
    clock,
    boot: "boot-1",
    run: "run-1",
    random: () => 0.5,
  });
  cleanUp.push(async () => {
    journal.close();
    await rm(folder, { recursive: true });
  });
  return { ...journal, clock };
}

function memory(): { journal: MemoryJournal; clock: ManualClock } {
  const clock = new ManualClock();
  return { journal: new MemoryJournal({ clock, boot: "boot-1", run: "run-1" }), clock };
}

journalContract("SQLite", sqlite);
journalContract("memory", async () => {
  const { journal, clock } = memory();
  return { reader: journal, writer: journal, clock };
});

guardStoreContract("SQLite", async () => {
  const { guardStore, reader, clock } = await sqlite();
  return { store: guardStore, reader, clock };
});
guardStoreContract("memory", async () => {
  const { journal, clock } = memory();
  return { store: journal, reader: journal, clock };
});

ruleStoreContract("SQLite", async () => (await sqlite()).ruleStore);
ruleStoreContract("memory", async () => memory().journal);
