import { closeSync, openSync, writeSync } from "node:fs";
import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { readDamage } from "../../../../src/adapters/sqlite/damage.ts";
import { openDatabase } from "../../../../src/adapters/sqlite/open-database.ts";
import { drafts } from "../../../fakes/event-drafts.ts";
import { ManualClock } from "../../../fakes/manual-clock.ts";
import { journalFolder } from "./stand.ts";

const PAGE = 4096;
const clock = new ManualClock();

/** Makes a journal and overwrites the first page of a table in it. */
async function damagedIn(table: string): Promise<string> {
  const { path, open } = journalFolder();
  const journal = await open();
  await journal.writer.append(Array.from({ length: 500 }, () => drafts.recognized("anna")));
  journal.close();
  const database = new Database(path, { readonly: true });
  const root = database.prepare("SELECT rootpage FROM sqlite_schema WHERE name = ?").pluck().get(table);
  database.close();
  const file = openSync(path, "r+");
  writeSync(file, Buffer.alloc(PAGE, 0x5a), 0, PAGE, (Number(root) - 1) * PAGE);
  closeSync(file);
  return path;
}

describe("a journal that is too large to be checked whole at the start", () => {
  it("is moved aside if what doors depend on is damaged", async () => {
    const { database } = openDatabase(await damagedIn("debt"), clock, 0);
    expect(readDamage(database)).not.toBeNull();
    database.close();
  });

  it("is used if only what happened is damaged; a small one is not", async () => {
    const path = await damagedIn("event_at");
    const large = openDatabase(path, clock, 0);
    expect(readDamage(large.database)).toBeNull();
    large.database.close();
    const small = openDatabase(path, clock);
    expect(readDamage(small.database)).not.toBeNull();
    small.database.close();
  });
});

describe("events of a stretch of time", () => {
  it("are the same and in order, whether they are few or many", async () => {
    const { open } = journalFolder();
    const journal = await open();
    // Times that go back now and then, as a clock does that is set.
    const atOf = (i: number): number => 1_000_000 + i - (i % 7) * 3;
    const count = 21_000;
    for (let from = 0; from < count; from += 1_000) {
      await journal.writer.append(
        Array.from({ length: 1_000 }, (_, k) => ({ ...drafts.recognized("anna"), at: atOf(from + k) })),
      );
    }
    const seqsOf = async (query: Parameters<typeof journal.reader.events>[0]): Promise<number[]> =>
      (await journal.reader.events(query)).map(({ seq }) => seq);
    const expected = (fromAt: number, toAt: number): number[] =>
      Array.from({ length: count }, (_, i) => i).flatMap((i) =>
        atOf(i) >= fromAt && atOf(i) <= toAt ? [i + 1] : [],
      );
    for (const [fromAt, toAt] of [
      [1_000_500, 1_000_600],
      [0, 1_020_990],
    ] as const) {
      expect(await seqsOf({ fromAt, toAt })).toEqual(expected(fromAt, toAt));
      expect(await seqsOf({ fromAt, toAt, newestFirst: true, limit: 5 })).toEqual(
        expected(fromAt, toAt).toReversed().slice(0, 5),
      );
    }
    for (const fromAt of [1_020_980, 0])
      expect(await seqsOf({ fromAt, names: ["face.recognized", "node.started"] })).toEqual(
        expected(fromAt, Infinity),
      );
    expect(await seqsOf({ fromAt: 0, names: ["node.started"] })).toEqual([]);
  });
});
