import { mkdirSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { openDatabase } from "../../../../src/adapters/sqlite/open-database.ts";
import { openJournal, openJournalReader } from "../../../../src/adapters/sqlite/journal.ts";
import { SqliteGuardStore } from "../../../../src/adapters/sqlite/sqlite-guard-store.ts";
import { SqliteReader } from "../../../../src/adapters/sqlite/sqlite-reader.ts";
import { SqliteWriter } from "../../../../src/adapters/sqlite/sqlite-writer.ts";
import { createIds } from "../../../../src/runtime/ids.ts";
import { drafts } from "../../../fakes/event-drafts.ts";
import { ManualClock } from "../../../fakes/manual-clock.ts";
import { journalFolder } from "./stand.ts";

const clock = new ManualClock();

function stores(database: Database.Database) {
  const origin = { boot: "boot-1", run: "run-1", newId: createIds({ clock, random: () => 0.5 }) };
  const writer = new SqliteWriter(database, origin);
  return { writer, guardStore: new SqliteGuardStore(database, { clock, boot: "boot-1", writer }) };
}

const many = Array.from({ length: 200 }, () => drafts.recognized("anna"));

describe("a journal that cannot be written", () => {
  it("says that the disk is full, and keeps nothing of the batch", async () => {
    const { database } = openDatabase(journalFolder().path, clock);
    const { writer } = stores(database);
    await writer.append([drafts.started()]);
    const pages = database.pragma("page_count", { simple: true }) as number;
    database.pragma(`max_page_count = ${pages + 2}`);
    await expect(writer.append(many)).rejects.toMatchObject({ code: "JOURNAL_DISK_FULL", kind: "failed" });
    expect(await new SqliteReader(database).events({})).toHaveLength(1);
    database.pragma("max_page_count = 100000");
    await writer.append(many);
    expect(await new SqliteReader(database).events({})).toHaveLength(201);
    database.close();
  });

  it("says that it is read-only, for an authorisation too", async () => {
    const { path, open } = journalFolder();
    (await open()).close();
    const database = new Database(path, { readonly: true });
    const { writer, guardStore } = stores(database);
    await expect(writer.append(many)).rejects.toMatchObject({ code: "JOURNAL_READ_ONLY" });
    await expect(
      guardStore.commit({ allowed: drafts.allowed("r1"), spends: [], debt: null }),
    ).rejects.toMatchObject({ code: "JOURNAL_READ_ONLY" });
    database.close();
  });

  it("says that another process holds it", async () => {
    const { path, open } = journalFolder();
    (await open()).close();
    const holder = new Database(path);
    holder.exec("BEGIN IMMEDIATE");
    const database = new Database(path, { timeout: 10 });
    await expect(stores(database).writer.append(many)).rejects.toMatchObject({ code: "JOURNAL_BUSY" });
    holder.close();
    database.close();
  });

  it("names a folder that does not exist", async () => {
    const path = "/nonexistent/gatehouse/journal.db";
    await expect(openJournal({ path, clock, boot: "b", run: "r", random: () => 0 })).rejects.toMatchObject({
      code: "JOURNAL_CANNOT_OPEN",
      message: expect.stringContaining("/nonexistent/gatehouse") as string,
    });
  });
});

describe("a new journal", () => {
  it("is readable by its own user only, with the files beside it", async () => {
    const { folder, open } = journalFolder();
    await (await open()).writer.append(many);
    const modes = readdirSync(folder).map((name) => (statSync(join(folder, name)).mode & 0o777).toString(8));
    expect(modes).toEqual(["600", "600", "600"]);
  });

  it("in a folder where it cannot be created says so", async () => {
    const { path } = journalFolder();
    mkdirSync(path);
    await expect(openJournal({ path, clock, boot: "b", run: "r", random: () => 0 })).rejects.toMatchObject({
      code: "JOURNAL_CANNOT_OPEN",
    });
  });
});

describe("a reader", () => {
  it("says that there is no journal yet, and does not create one", async () => {
    const { path } = journalFolder();
    await expect(openJournalReader(path)).rejects.toMatchObject({ code: "JOURNAL_MISSING", kind: "missing" });
    await expect(openJournalReader(path)).rejects.toMatchObject({ code: "JOURNAL_MISSING" });
  });
});
