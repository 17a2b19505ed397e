import Database from "better-sqlite3";
import { beforeEach, describe, expect, it } from "vitest";
import { openJournalAudit, type ChainAudit } from "../../../../src/adapters/sqlite/audit-chain.ts";
import { commitmentOf, linkOf, type ChainLink } from "../../../../src/adapters/sqlite/decision-chain.ts";
import { openPersonEraser } from "../../../../src/adapters/sqlite/erase-person.ts";
import type { Journal } from "../../../../src/adapters/sqlite/journal.ts";
import { drafts } from "../../../fakes/event-drafts.ts";
import { journalFolder } from "./stand.ts";

let path: string;
let journal: Journal;

beforeEach(async () => {
  const stand = journalFolder();
  path = stand.path;
  journal = await stand.open();
});

/** Four decisions among other events: requests r1 to r4, the second and the fourth denied. */
async function decide(): Promise<void> {
  for (const id of ["r1", "r2", "r3", "r4"]) {
    journal.judged(id, `{"person":"anna","request":"${id}"}`);
    const isDenied = id === "r2" || id === "r4";
    await journal.writer.append([drafts.made(id), isDenied ? drafts.denied(id) : drafts.allowed(id)]);
  }
}

function audit(): ChainAudit {
  const opened = openJournalAudit(path);
  if (opened === null) throw new Error("there is no chain");
  const found = opened.audit();
  opened.close();
  return found;
}

/** Somebody with another program changes the file. */
function tamper(sql: string): void {
  const database = new Database(path);
  database.exec(sql);
  database.close();
}

describe("the chain of decisions", () => {
  beforeEach(decide);

  it("proves every decision that nobody has touched", () => {
    expect(audit()).toMatchObject({ proven: 4, erased: 0, aged: 0, before: 0, faults: [] });
    expect(audit().head).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each([
    [
      "its text",
      `UPDATE event SET body = replace(body, 'anna', 'eve') WHERE request = 'r3' AND name = 'request.allowed'`,
    ],
    [
      "what it was judged by",
      `UPDATE judged SET body = replace(body, 'anna', 'eve') WHERE body LIKE '%"r3"%'`,
    ],
  ])("finds a decision of which somebody changed %s", (_, sql) => {
    tamper(sql);
    expect(audit().faults).toEqual([expect.stringMatching(/^Decision \w+ \(request r3, .*was changed/)]);
  });

  it("finds a decision that is missing", () => {
    tamper("DELETE FROM event WHERE request = 'r2' AND name = 'request.denied'");
    expect(audit().faults).toEqual([expect.stringMatching(/^Decision \w+ \(request r2, .* is missing\.$/)]);
  });

  it("does not take a young decision without its salt for one that was deleted for its age", () => {
    tamper(
      "DELETE FROM event WHERE request = 'r2'; UPDATE decision_chain SET salt = NULL WHERE request = 'r2'",
    );
    expect(audit()).toMatchObject({ aged: 0, faults: [expect.stringContaining("is missing")] });
  });

  it("finds a decision that has lost its salt", () => {
    tamper("UPDATE decision_chain SET salt = NULL WHERE request = 'r2'");
    expect(audit().faults).toEqual([expect.stringContaining("cannot be proven")]);
  });

  it("finds decisions that have changed places", () => {
    tamper(`UPDATE event SET seq = 100 WHERE request = 'r1' AND name = 'request.allowed';
            UPDATE event SET seq = 2 WHERE request = 'r3' AND name = 'request.allowed';
            UPDATE event SET seq = 6 WHERE seq = 100`);
    expect(audit().faults).toEqual([
      expect.stringMatching(/request r3, event 2\) was moved: it was event 6/),
      expect.stringMatching(/request r1, event 6\) was moved: it was event 2/),
    ]);
  });

  it("finds a decision that was added, and one whose link was taken away", () => {
    tamper(`INSERT INTO event (id, name, at, request, body) VALUES ('x', 'request.allowed', 1, 'rx', '{}')`);
    expect(audit().faults).toEqual([expect.stringMatching(/^Decision x .*has no link/)]);
    tamper("DELETE FROM decision_chain WHERE request = 'r4'; DELETE FROM event WHERE id = 'x'");
    expect(audit().faults).toEqual([expect.stringMatching(/request r4, .*has no link/)]);
  });

  it("finds links that are missing, changed, or have changed places", () => {
    tamper("DELETE FROM decision_chain WHERE request = 'r2'; DELETE FROM event WHERE request = 'r2'");
    expect(audit().faults).toEqual(["The chain has a gap before link 3 (request r3): link 2 is missing."]);
    tamper("UPDATE decision_chain SET commitment = zeroblob(32) WHERE request = 'r4'");
    expect(audit().faults).toEqual([
      expect.stringContaining("gap"),
      expect.stringContaining("does not hold at link 4 (request r4)"),
      expect.stringContaining("was changed"),
    ]);
  });

  it("finds a decision that was changed together with its own link: the next one does not follow from it", () => {
    const database = new Database(path);
    const [before, own] = database
      .prepare<[], ChainLink>("SELECT * FROM decision_chain WHERE place IN (1, 2) ORDER BY place")
      .all();
    database.prepare("UPDATE event SET body = replace(body, 'too old', 'fine') WHERE id = ?").run(own?.event);
    const texts = database
      .prepare<[string | undefined], { body: string; judged: string }>(
        "SELECT event.body AS body, judged.body AS judged FROM event, judged WHERE id = ? AND event = id",
      )
      .get(own?.event);
    if (before === undefined || own?.salt == null || texts === undefined) throw new Error("no link");
    const forged = { ...own, commitment: commitmentOf(own.salt, texts.body, texts.judged) };
    database
      .prepare("UPDATE decision_chain SET commitment = ?, link = ? WHERE place = 2")
      .run(forged.commitment, linkOf(before.link, forged));
    database.close();
    expect(audit().faults).toEqual([expect.stringContaining("does not hold at link 3 (request r3)")]);
  });

  it("holds on when a person is taken out: what is left is proven, what was there cannot be guessed", async () => {
    const opened = openPersonEraser({ path, deleteMedia: async () => undefined });
    await opened?.erase({ name: "anna", token: "removed-1" });
    opened?.close();
    expect(audit()).toMatchObject({ proven: 4, erased: 4, faults: [] });
    const database = new Database(path, { readonly: true });
    const salts = database.prepare(
      "SELECT count(*) FROM decision_chain WHERE kind = 'decision' AND salt IS NOT NULL",
    );
    expect(salts.pluck().get()).toBe(0);
    database.close();
    tamper("UPDATE event SET body = replace(body, 'removed-1', 'eve') WHERE name = 'request.allowed'");
    expect(audit().faults).toHaveLength(2);
  });

  it("tells what was deleted for its age from what is missing", async () => {
    // So many events have come since that age may delete the decisions.
    tamper("UPDATE sqlite_sequence SET seq = 20000 WHERE name = 'event'");
    await journal.prune({ beforeAt: Infinity });
    expect(audit()).toMatchObject({ proven: 0, aged: 4, faults: [] });
  });

  it("writes a decision and its link together or not at all", async () => {
    tamper(`CREATE TRIGGER no_links BEFORE INSERT ON decision_chain BEGIN SELECT raise(ABORT, 'no'); END`);
    await expect(journal.writer.append([drafts.allowed("r5")])).rejects.toThrow();
    expect(await journal.reader.chainOf("r5")).toEqual([]);
  });
});

describe("a journal of the former schema", () => {
  it("is taken over with all that it holds; the chain begins with the next decision", async () => {
    await decide();
    journal.close();
    tamper(
      "DROP TABLE judged; DROP TABLE decision_chain; DROP TABLE damage; DROP INDEX event_name_at; PRAGMA user_version = 1",
    );
    expect(openJournalAudit(path)).toBeNull();
    const stand = journalFolder();
    const { openJournal } = await import("../../../../src/adapters/sqlite/journal.ts");
    const { ManualClock } = await import("../../../fakes/manual-clock.ts");
    expect(stand.path).not.toBe(path);
    const next = await openJournal({ path, clock: new ManualClock(), boot: "b", run: "r", random: () => 0 });
    expect(next.damage).toBeNull();
    expect(await next.reader.events({})).toHaveLength(8);
    await next.writer.append([drafts.allowed("r5")]);
    expect(audit()).toMatchObject({ proven: 1, before: 4, faults: [] });
    next.close();
  });
});
