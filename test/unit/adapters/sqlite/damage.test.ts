import {
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  readdirSync,
  renameSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { openJournalReader, type Journal } from "../../../../src/adapters/sqlite/journal.ts";
import { salvage } from "../../../../src/adapters/sqlite/salvage.ts";
import { migrate } from "../../../../src/adapters/sqlite/schema.ts";
import { drafts } from "../../../fakes/event-drafts.ts";
import { ManualClock } from "../../../fakes/manual-clock.ts";
import { journalFolder } from "./stand.ts";

const EVENTS = 500;
const PAGE = 4_096;
const DEBT = { device: "front", request: "r1", sinceT: 1, dueT: 2, dueAt: 3, boot: "boot-1" };

/** A journal with something of everything in it, closed. */
async function filled(): Promise<ReturnType<typeof journalFolder>> {
  const stand = journalFolder();
  const journal = await stand.open();
  await journal.guardStore.commit({
    allowed: drafts.allowed("r1"),
    spends: [{ person: "anna", camera: "porch", track: "run-1/7", t: 1_000_000, at: AT, boot: "boot-1" }],
    debt: DEBT,
  });
  await journal.writer.append(Array.from({ length: EVENTS - 1 }, () => drafts.recognized("anna")));
  await journal.ruleStore.saveState('{"any":"state"}');
  journal.close();
  return stand;
}

const AT = new ManualClock().now().at;

/** Overwrites part of a file. */
function overwrite(path: string, from: number, content: Buffer): void {
  const file = openSync(path, "r+");
  writeSync(file, content, 0, content.length, from);
  closeSync(file);
}

const seqsOf = async ({ reader }: Journal): Promise<number[]> =>
  (await reader.events({})).map(({ seq }) => seq);

describe("a journal that is damaged", () => {
  it("in the middle is moved aside whole, and what is left around the damage goes on in a new one", async () => {
    const { path, folder, open } = await filled();
    overwrite(path, PAGE * 40, Buffer.alloc(PAGE * 8, 0x5a));
    const damaged = readFileSync(path);
    const journal = await open();
    const movedTo = "journal.db.corrupt-20231114T221320Z";
    expect(journal.damage).toMatchObject({ at: AT, movedTo, isWhole: false });
    expect(readFileSync(join(folder, movedTo)).equals(damaged)).toBe(true);
    const seqs = await seqsOf(journal);
    expect(seqs).toHaveLength(journal.damage!.events);
    // A page of 4096 bytes holds about six of them.
    expect(seqs.length).toBeGreaterThan(EVENTS - 8 * 12);
    expect(seqs.length).toBeLessThan(EVENTS);
    expect([seqs[0], seqs.at(-1)]).toEqual([1, EVENTS]);
    expect(await journal.guardStore.debts()).toEqual([DEBT]);
    expect(await journal.guardStore.recentSpends()).toHaveLength(1);
    expect(await journal.ruleStore.loadState()).toBe('{"any":"state"}');
    const [next] = await journal.writer.append([drafts.started()]);
    expect(next!.seq).toBeGreaterThan(EVENTS + 1);
    journal.close();
    expect(readdirSync(folder).toSorted()).toEqual(["journal.db", movedTo]);
  });

  it.each([
    ["a third is missing", (size: number) => Math.floor((size * 2) / 3), EVENTS / 2],
    ["only the beginning is left", () => PAGE * 3 + 100, 0],
  ])("at the end, so that %s, gives what is left", async (_, length, least) => {
    const { path, open } = await filled();
    truncateSync(path, length(statSync(path).size));
    const journal = await open();
    expect(journal.damage).toMatchObject({ isWhole: false });
    const seqs = await seqsOf(journal);
    expect(seqs).toHaveLength(journal.damage!.events);
    expect(seqs.length).toBeGreaterThanOrEqual(least);
    expect(seqs.length).toBeLessThan(EVENTS);
  });

  it.each([
    ["its header", 100, "SELECT 1"],
    ["its whole first page", PAGE, "SELECT 1"],
    ["its whole first page, after it was written anew,", PAGE, "VACUUM"],
  ])("in %s gives all that happened", async (_, length, before) => {
    const { path, folder, open } = await filled();
    const database = new Database(path);
    database.exec(before);
    database.close();
    overwrite(path, 0, Buffer.alloc(length, 0x5a));
    const journal = await open();
    expect(journal.damage).toMatchObject({ events: EVENTS });
    expect(await seqsOf(journal)).toEqual(Array.from({ length: EVENTS }, (__, i) => i + 1));
    expect(await journal.guardStore.debts()).toEqual([DEBT]);
    journal.close();
    expect(readdirSync(folder).toSorted()).toEqual(["journal.db", journal.damage!.movedTo]);
  });

  it("everywhere gives nothing, and ends", async () => {
    const { path, open } = await filled();
    const size = statSync(path).size;
    overwrite(
      path,
      PAGE,
      Buffer.from(Array.from({ length: size - PAGE }, (_, i) => (i * 37 + (i >> 8)) & 255)),
    );
    const journal = await open();
    expect(journal.damage).toMatchObject({ events: 0, isWhole: false });
    await journal.writer.append([drafts.started()]);
  });

  it.each([
    ["is no database", Buffer.from("not a database, only a long enough text".repeat(400))],
    ["was emptied by a power cut", Buffer.alloc(0)],
  ])("because it %s is moved aside", async (_, content) => {
    const { path, folder, open } = journalFolder();
    writeFileSync(path, content);
    const { damage } = await open();
    expect(damage).toMatchObject({ events: 0, isWhole: false });
    expect(readFileSync(join(folder, damage!.movedTo))).toEqual(content);
  });

  it("because only its log is left says so", async () => {
    const { path, folder, open } = journalFolder();
    writeFileSync(`${path}-wal`, "log");
    const { damage } = await open();
    expect(damage).toMatchObject({ events: 0, isWhole: false });
    expect(readFileSync(join(folder, `${damage!.movedTo}-wal`), "utf8")).toBe("log");
  });

  it("twice in the same second overwrites nothing", async () => {
    const { path, folder, open } = journalFolder();
    const moved: string[] = [];
    for (const content of ["first", "second"]) {
      writeFileSync(path, content.padEnd(2000, "!"));
      const journal = await open();
      moved.push(journal.damage!.movedTo);
      journal.close();
    }
    expect(moved.map((file) => readFileSync(join(folder, file), "utf8").slice(0, 5))).toEqual([
      "first",
      "secon",
    ]);
  });

  it("gives its newest events if there is no time for all, and what doors depend on in any case", async () => {
    const { path } = await filled();
    const database = new Database(`${path}.into`);
    migrate(database);
    database.exec("BEGIN");
    let looks = 0;
    // One look for each of the four tables that hold a row, and one for 200 events.
    const found = salvage({ from: path, into: database, isOver: () => (looks += 1) > 5 });
    expect(found.isWhole).toBe(false);
    expect(database.prepare("SELECT max(seq), min(seq) > 1 FROM event").raw().get()).toEqual([EVENTS, 1]);
    expect(database.prepare("SELECT count(*) FROM debt").pluck().get()).toBe(1);
    database.close();
  });
});

describe("the consequences of damage", () => {
  const drafted = { debts: [{ ...DEBT, device: "back" }], drafts: [drafts.started()] };

  async function damaged(): Promise<ReturnType<typeof journalFolder>> {
    const stand = await filled();
    overwrite(stand.path, PAGE * 40, Buffer.alloc(PAGE, 0x5a));
    return stand;
  }

  it("are owed at each start until they are written down, and then no more", async () => {
    const { open } = await damaged();
    (await open()).close();
    const again = await open();
    expect(again.damage).not.toBeNull();
    const [event] = await again.takeUpDamage(drafted);
    expect(event).toMatchObject({ name: "node.started" });
    again.close();
    const third = await open();
    expect(third.damage).toBeNull();
    expect(await third.guardStore.debts()).toMatchObject([{ device: "back" }, { device: "front" }]);
    expect(await third.reader.events({ names: ["node.started"] })).toEqual([event]);
  });

  it("are written down together or not at all", async () => {
    const { path, open } = await damaged();
    const journal = await open();
    const database = new Database(path);
    database.exec("CREATE TRIGGER no BEFORE INSERT ON event BEGIN SELECT raise(ABORT, 'no'); END");
    database.close();
    await expect(journal.takeUpDamage(drafted)).rejects.toThrow();
    expect(await journal.guardStore.debts()).toEqual([DEBT]);
    journal.close();
    expect((await open()).damage).not.toBeNull();
  });

  it("stay known to whoever reads the journal", async () => {
    const { path, open } = await damaged();
    const journal = await open();
    await journal.takeUpDamage(drafted);
    const reader = await openJournalReader(path);
    expect(reader.damage).toMatchObject({ movedTo: "journal.db.corrupt-20231114T221320Z" });
    reader.close();
  });
});

describe("a crash while a damaged journal is replaced", () => {
  const place = "journal.db.corrupt-20200101T000000Z";

  it("before it was moved, between its files and before the new one is whole changes nothing", async () => {
    for (const moved of [[], [""], ["", "-wal"]]) {
      const { path, folder, open } = await filled();
      writeFileSync(`${path}-wal`, "no log");
      writeFileSync(`${path}.damaged`, place);
      writeFileSync(`${path}.part`, "half of a journal");
      for (const suffix of moved) renameSync(path + suffix, join(folder, place + suffix));
      const journal = await open();
      expect(journal.damage).toMatchObject({ movedTo: place, events: EVENTS });
      journal.close();
      expect(readdirSync(folder).toSorted()).toEqual(["journal.db", place, `${place}-wal`]);
    }
  });

  it("after that does not begin it again", async () => {
    const { path, folder, open } = await filled();
    writeFileSync(`${path}.damaged`, "");
    const first = await open();
    await first.writer.append([drafts.started()]);
    first.close();
    writeFileSync(`${path}.damaged`, first.damage!.movedTo);
    const again = await open();
    expect(again.damage).toEqual(first.damage);
    expect(await again.reader.events({ names: ["node.started"] })).toHaveLength(1);
    expect(readdirSync(folder).filter((name) => name.includes("corrupt"))).toHaveLength(1);
  });
});

describe("damage that is come upon later", () => {
  it("is noted, and the next start replaces the journal", async () => {
    const { path, open } = await filled();
    const journal = await open();
    const database = new Database(path);
    const root = Number(
      database.prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'trace_kind'").pluck().get(),
    );
    database.close();
    overwrite(path, (root - 1) * PAGE, Buffer.alloc(PAGE, 0x5a));
    await expect(journal.ruleStore.traces("r")).rejects.toMatchObject({ code: "JOURNAL_CORRUPT" });
    journal.close();
    expect(existsSync(`${path}.damaged`)).toBe(true);
    const next = await open();
    expect(next.damage).toMatchObject({ events: EVENTS });
    expect(existsSync(`${path}.damaged`)).toBe(false);
  });
});

describe("a journal that is sound", () => {
  it("is not reported as damaged, new or old", async () => {
    const { path, open } = journalFolder();
    const first = await open();
    expect(first.damage).toBeNull();
    first.close();
    const again = await open();
    expect([again.damage, existsSync(path)]).toEqual([null, true]);
  });

  it("of a newer Gatehouse is refused and left alone", async () => {
    const { path, folder, open } = await filled();
    const database = new Database(path);
    database.pragma("user_version = 99");
    database.close();
    await expect(open()).rejects.toMatchObject({ code: "JOURNAL_TOO_NEW", kind: "usage" });
    expect(readdirSync(folder).filter((name) => name.includes("corrupt"))).toEqual([]);
  });

  it("leaves out, and counts, rows that no event of the catalogue fits", async () => {
    const { path, open } = await filled();
    const database = new Database(path);
    database.prepare("UPDATE event SET body = '{' WHERE seq = 1").run();
    database.prepare(`UPDATE event SET body = json_set(body, '$.name', 'nobody.knows') WHERE seq = 2`).run();
    database.close();
    const { reader } = await open();
    expect((await reader.events({ limit: 3 })).map((event) => event.seq)).toEqual([3]);
    expect(reader).toMatchObject({ unreadable: 2 });
  });
});
