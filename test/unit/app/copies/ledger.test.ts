import { appendFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { CopyLedger } from "../../../../src/app/copies/ledger.ts";

const DAY_MS = 86_400_000;
let directory: string;
beforeEach(() => (directory = mkdtempSync(join(tmpdir(), "gatehouse-ledger-"))));
afterEach(() => rmSync(directory, { recursive: true }));

const open = (to = "far:a", nowAt = 0): Promise<CopyLedger> => CopyLedger.open(directory, to, nowAt);
const path = (): string => join(directory, "clip-copies.jsonl");

it("knows after a restart what is copied and what was begun, and mends half a line", async () => {
  const ledger = await open();
  await ledger.note("a", "begun", 0);
  await ledger.note("a", "copied", 1);
  await ledger.note("b", "begun", 2);
  appendFileSync(path(), '{"clip":"c","state":"copied"');
  const again = await open();
  expect(["a", "b", "c"].map((clip) => [again.isCopied(clip), again.isBegun(clip)])).toEqual([
    [true, true],
    [false, true],
    [false, false],
  ]);
  await again.note("c", "copied", 3);
  expect((await CopyLedger.read(directory, null)).isCopied("c")).toBe(true);
});

it("does not take what is copied to one place for copied to another", async () => {
  await (await open()).note("a", "copied", 0);
  expect((await open("far:b")).isCopied("a")).toBe(false);
  expect((await CopyLedger.read(directory, "far:b")).isCopied("a")).toBe(false);
  expect((await open()).isCopied("a")).toBe(true);
});

it("leaves out lines that say nothing any more, and what is long past", async () => {
  const line = JSON.stringify({ clip: "a", state: "begun", at: 500 * DAY_MS, to: "far:a" });
  const old = JSON.stringify({ clip: "old", state: "copied", at: 0, to: "far:a" });
  appendFileSync(path(), `${old}\n${`${line}\n`.repeat(1_100)}`);
  const ledger = await open("far:a", 501 * DAY_MS);
  expect(readFileSync(path(), "utf8")).toBe(`${line}\n`);
  expect([ledger.isBegun("a"), ledger.isBegun("old")]).toEqual([true, false]);
});
