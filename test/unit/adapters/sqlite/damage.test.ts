import {
  existsSync,
  openSync,
  readFileSync,
  readdirSync,
  statSync,
  writeFileSync,
  writeSync,
  closeSync,
} from "node:fs";
import { basename } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { drafts } from "../../../fakes/event-drafts.ts";
import { journalFolder } from "./stand.ts";

async function filled(): Promise<ReturnType<typeof journalFolder>> {
  const stand = journalFolder();
  const journal = await stand.open();
  await journal.writer.append(Array.from({ length: 500 }, () => drafts.recognized("anna")));
  journal.close();
  return stand;
}

describe("a journal that is damaged", () => {
  it("in the middle is moved aside whole, and a new one begins and says so", async () => {
    const { path, folder, open } = await filled();
    const size = statSync(path).size;
    const file = openSync(path, "r+");
    writeSync(file, Buffer.alloc(4096 * 8, 0x5a), 0, 4096 * 8, 4096 * 10);
    closeSync(file);
    const journal = await open();
    expect(journal.corrupted).toBe(true);
    expect(statSync(journal.movedTo!).size).toBe(size);
    expect(basename(journal.movedTo!)).toBe("journal.db.corrupt-20231114T221320Z");
    expect(await journal.reader.events({})).toEqual([]);
    await journal.writer.append([drafts.started()]);
    expect(readdirSync(folder)).toContain("journal.db");
  });

  it.each([
    ["is no database", Buffer.from("not a database, only a long enough text".repeat(40))],
    ["was emptied by a power cut", Buffer.alloc(0)],
  ])("because it %s is moved aside", async (_, content) => {
    const { path, open } = journalFolder();
    writeFileSync(path, content);
    const journal = await open();
    expect(journal.corrupted).toBe(true);
    expect(readFileSync(journal.movedTo!)).toEqual(content);
  });

  it("twice in the same second overwrites nothing", async () => {
    const { path, open } = journalFolder();
    const moved: string[] = [];
    for (const content of ["first", "second"]) {
      writeFileSync(path, content.padEnd(2000, "!"));
      const journal = await open();
      moved.push(journal.movedTo!);
      journal.close();
    }
    expect(moved.map((file) => readFileSync(file, "utf8").slice(0, 5))).toEqual(["first", "secon"]);
  });
});

describe("a journal that is sound", () => {
  it("is not reported as damaged, new or old", async () => {
    const { path, open } = journalFolder();
    const first = await open();
    expect([first.corrupted, first.movedTo]).toEqual([false, null]);
    first.close();
    const again = await open();
    expect([again.corrupted, existsSync(path)]).toEqual([false, true]);
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
