import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { CodeBook } from "../../../../src/app/codes/code-book.ts";
import { entryStore } from "../../../../src/app/codes/entry-store.ts";

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "gatehouse-codes-"));
});
afterEach(() => rm(directory, { recursive: true }));

it("knows the codes of the configuration, from it or as they were set, and which are not set", async () => {
  const book = new CodeBook(directory, { anna: { person: "anna" }, guest: {}, cleaner: { hash: "h3" } });
  expect(book.unset()).toEqual(["anna", "guest"]);
  await book.set("anna", "h1");
  await book.set("gone", "h9");
  expect(book.codes()).toEqual([
    { name: "anna", hash: "h1", person: "anna", duress: false },
    { name: "cleaner", hash: "h3", person: null, duress: false },
  ]);
  book.use({ anna: {} });
  expect(book.codes()).toEqual([{ name: "anna", hash: "h1", person: null, duress: false }]);
  expect(await book.remove("anna")).toBe(true);
  expect(await book.remove("anna")).toBe(false);
  expect(book.codes()).toEqual([]);
});

it("keeps them for this user only", async () => {
  await new CodeBook(directory, {}).set("anna", "h1");
  expect((await stat(join(directory, "codes.json"))).mode & 0o777).toBe(0o600);
});

it("knows no code while the file is damaged, and says what to do", async () => {
  await writeFile(join(directory, "codes.json"), '{"version": 1, "codes": ["739201"]}');
  const damaged = new CodeBook(directory, { anna: {} });
  expect(() => damaged.codes()).toThrow(/damaged: take it away.*gatehouse code set/);
  await expect(damaged.set("anna", "h1")).rejects.toThrow("damaged");
});

it("remembers wrong codes, and does not overlook that the file is damaged", async () => {
  const store = entryStore(directory);
  expect(store.load()).toEqual({});
  await store.save({ mqtt: { wrong: 4, t: 7, boot: "b1" } });
  expect(entryStore(directory).load()).toEqual({ mqtt: { wrong: 4, t: 7, boot: "b1" } });
  await writeFile(join(directory, "code-entries.json"), '{"version": 1, "entries": { "mqtt": {} }}');
  expect(() => store.load()).toThrow("damaged");
});
