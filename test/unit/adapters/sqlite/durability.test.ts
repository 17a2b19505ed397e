import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { describe, expect, it } from "vitest";
import { openDatabase } from "../../../../src/adapters/sqlite/open-database.ts";
import { openJournalReader } from "../../../../src/adapters/sqlite/journal.ts";
import { SqliteGuardStore } from "../../../../src/adapters/sqlite/sqlite-guard-store.ts";
import { SqliteWriter } from "../../../../src/adapters/sqlite/sqlite-writer.ts";
import { compiledUrl } from "../../../../src/runtime/compiled-url.ts";
import { createIds } from "../../../../src/runtime/ids.ts";
import { drafts } from "../../../fakes/event-drafts.ts";
import { ManualClock } from "../../../fakes/manual-clock.ts";
import { journalFolder } from "./stand.ts";

/** A process that journals without end and prints the seq of each batch after it was committed. */
function writingProcess(path: string) {
  const module = compiledUrl(new URL("../../../../src/", import.meta.url).href, "adapters/sqlite/journal");
  const script = `
    import { openJournal } from ${JSON.stringify(module.href)};
    const clock = { now: () => ({ at: Date.now(), t: performance.now() }) };
    const journal = await openJournal({ path: ${JSON.stringify(path)}, clock, boot: "b", run: "r", random: Math.random });
    for (let n = 1; ; n += 1) {
      const draft = (name, more) => ({ name, at: n, t: n, source: "brain", ...more });
      await journal.writer.append([draft("timer.fired", { which: "x" }), draft("clock.ticked", { which: "y" })]);
      const request = "r" + n;
      const about = { request, device: "front", action: "unlock", by: { kind: "command" }, reason: "test" };
      await journal.guardStore.commit({
        allowed: draft("request.allowed", { ...about, evidence: [] }),
        spends: [],
        debt: { device: "front", request, sinceT: n, dueT: n, dueAt: n, boot: "b" },
      });
      await new Promise((done) => process.stdout.write(n + "\\n", done));
    }`;
  return spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
}

describe("a killed daemon", () => {
  it("has lost nothing that was committed, and a reader saw it while it lived", async () => {
    const { path, open } = journalFolder();
    const child = writingProcess(path);
    let committed = 0;
    try {
      for await (const line of createInterface({ input: child.stdout })) {
        committed = Number(line);
        if (committed === 20) {
          const live = await openJournalReader(path);
          expect((await live.reader.events({})).length).toBeGreaterThanOrEqual(60);
          live.close();
        }
        if (committed >= 60) break;
      }
    } finally {
      child.kill("SIGKILL");
      await once(child, "exit");
    }
    const journal = await open("run-2");
    expect(journal.damage).toBeNull();
    const seqs = (await journal.reader.events({})).map((event) => event.seq);
    expect(seqs.length).toBeGreaterThanOrEqual(committed * 3);
    expect(seqs).toEqual(seqs.map((_, i) => i + 1));
    const [debt] = await journal.guardStore.debts();
    expect(debt!.dueT).toBeGreaterThanOrEqual(committed);
    const allowed = await journal.reader.events({ names: ["request.allowed"], newestFirst: true, limit: 1 });
    expect(allowed[0]).toMatchObject({ request: debt!.request });
  });
});

describe("an authorisation", () => {
  it("is committed with synchronous=FULL, ordinary events with NORMAL", async () => {
    const clock = new ManualClock();
    const { database } = openDatabase(journalFolder().path, clock);
    const ids = createIds({ clock, random: () => 0 });
    const levels: unknown[] = [];
    // Ids are made within the transaction, where the level cannot be changed any more.
    const newId = (): string => {
      levels.push(database.inTransaction && database.pragma("synchronous", { simple: true }));
      return ids();
    };
    const writer = new SqliteWriter(database, { boot: "boot-1", run: "run-1", newId });
    const store = new SqliteGuardStore(database, { clock, boot: "boot-1", writer });
    await writer.append([drafts.started()]);
    await store.commit({ allowed: drafts.allowed("r1"), spends: [], debt: null });
    await writer.append([drafts.started()]);
    const [normal, full] = [1, 2];
    expect(levels).toEqual([normal, full, normal]);
    database.close();
  });
});
