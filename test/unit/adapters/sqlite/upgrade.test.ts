import { readdirSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { backUp } from "../../../../src/adapters/sqlite/backup.ts";
import { drafts } from "../../../fakes/event-drafts.ts";
import { OLD_VERSIONS, writeOldJournal } from "./old-journals.ts";
import { journalFolder } from "./stand.ts";

/** What the tables are made of, as text. */
function shapeOf(path: string, where = "rootpage"): unknown {
  const database = new Database(path, { readonly: true });
  const shape = database
    .prepare(`SELECT type, name, tbl_name, ${where}, sql FROM sqlite_schema ORDER BY type, name`)
    .all();
  database.close();
  return shape;
}

/** All rows of the tables that a journal of this version had. */
function rowsOf(path: string, version: number): unknown {
  const database = new Database(path, { readonly: true });
  const tables = ["event", "debt", "spend", "rule_state", "trace"].concat(
    version >= 2 ? ["judged", "decision_chain"] : [],
    version >= 3 ? ["damage"] : [],
  );
  const rows = tables.map((table) => database.prepare(`SELECT * FROM ${table}`).all());
  database.close();
  return rows;
}

describe.each(OLD_VERSIONS)("a journal of schema %d", (version) => {
  it("is copied, and then as if this Gatehouse had made it, with all that was in it", async () => {
    const old = journalFolder();
    writeOldJournal(old.path, version);
    const before = [shapeOf(old.path, "0"), rowsOf(old.path, version)];
    const journal = await old.open();
    const backup = `${old.path}.schema-${version}`;
    expect([journal.upgrade, journal.damage]).toEqual([{ from: version, backup }, null]);
    expect([shapeOf(backup, "0"), rowsOf(backup, version)]).toEqual(before);
    expect((statSync(backup).mode & 0o777).toString(8)).toBe("600");
    const fresh = journalFolder();
    (await fresh.open()).close();
    expect(shapeOf(old.path)).toEqual(shapeOf(fresh.path));
    expect(rowsOf(old.path, version)).toEqual(before[1]);
    const [event] = await journal.writer.append([drafts.started()]);
    expect(event?.seq).toBe(3);
    expect(await journal.guardStore.debts()).toMatchObject([{ device: "front", request: "r1" }]);
    expect(await journal.reader.events({ names: ["mode.changed"] })).toMatchObject([{ to: "sentry" }]);
  });

  it("is brought forward once", async () => {
    const { path, open } = journalFolder();
    writeOldJournal(path, version);
    (await open()).close();
    expect((await open()).upgrade).toBeNull();
  });
});

describe("copies of earlier schemas", () => {
  it("are two at the most, the latest", () => {
    const { path, folder } = journalFolder();
    writeOldJournal(path, 1);
    for (const version of [1, 9, 10]) {
      const database = new Database(path);
      backUp(database, version);
      database.close();
    }
    expect(readdirSync(folder).toSorted()).toEqual([
      "journal.db",
      ...["journal.db.schema-10", "journal.db.schema-9"],
    ]);
  });

  it("go with the events of their time, as do journals that were damaged", async () => {
    const { path, folder, open } = journalFolder();
    writeOldJournal(path, 1);
    const journal = await open();
    writeFileSync(`${path}.corrupt-20231114T221320Z`, "");
    writeFileSync(`${path}.corrupt-20231114T221320Z-wal`, "");
    const copies = readdirSync(folder).filter((name) => /schema|corrupt/.test(name));
    expect(copies).toHaveLength(3);
    for (const name of copies) utimesSync(`${folder}/${name}`, 1_000, 1_000);
    await journal.prune({ beforeAt: 1_000_000 });
    expect(readdirSync(folder)).toEqual(expect.arrayContaining(copies));
    await journal.prune({ beforeAt: 1_000_001 });
    expect(readdirSync(folder)).toContain(basename(path));
    expect(readdirSync(folder).filter((name) => copies.includes(name))).toEqual([]);
  });
});
