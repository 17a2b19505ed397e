import { chmod, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { SystemScheduler } from "../../../../src/adapters/clock/system-clock.ts";
import { keptLockdown, LockdownHolder, wishLockdown } from "../../../../src/app/brain/lockdown.ts";
import { eventually } from "../../../fakes/eventually.ts";

let directory: string;
let changes: boolean[];
let ids = 0;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "gatehouse-lockdown-"));
  changes = [];
});
afterEach(async () => {
  await chmod(directory, 0o700);
  await rm(directory, { recursive: true });
});

const hub = { kind: "hub", topic: "t" } as const;
const holder = (last: boolean | null = false) =>
  new LockdownHolder({
    ...{ stateDirectory: directory, last, newId: () => `id-${(ids += 1)}` },
    onChange: (active) => changes.push(active),
  });

it("begins at once, ends once that is written, and survives a restart", async () => {
  const one = holder();
  expect(one.current).toBe(false);
  const begun = one.set(true, hub);
  expect([one.current, changes]).toEqual([true, [true]]);
  await begun;
  expect([holder().current, keptLockdown(directory)]).toEqual([true, true]);
  const ended = one.set(false, hub);
  expect(one.current).toBe(true);
  await ended;
  expect([one.current, holder().current, changes]).toEqual([false, false, [true, false]]);
});

it("stays one if somebody begins it while its end is being written", async () => {
  const one = holder();
  await one.set(true, hub);
  await Promise.all([one.set(false, hub), one.set(true, hub)]);
  expect([one.current, holder().current, changes]).toEqual([true, true, [true]]);
});

it("goes by the journal where nothing is kept, and takes a damaged file for one", async () => {
  expect(holder(true).current).toBe(true);
  await writeFile(join(directory, "lockdown.json"), "{}");
  expect([holder().current, keptLockdown(directory)]).toEqual([true, true]);
});

it("is taken for one where the journal was damaged and nothing is kept, and only then", async () => {
  const lost = holder(null);
  expect([lost.current, lost.isAssumed]).toEqual([true, true]);
  await lost.keep();
  expect([holder().current, keptLockdown(directory)]).toEqual([true, true]);
  await lost.set(false, hub);
  const known = holder(null);
  expect([known.current, known.isAssumed]).toEqual([false, false]);
});

it("is written down at the first start, and what is kept already stays", async () => {
  await holder().keep();
  expect(keptLockdown(directory)).toBe(false);
  await wishLockdown(directory, true, "w");
  await holder().keep();
  expect(keptLockdown(directory)).toBe(true);
});

it("leaves a wish alone that comes while it is written down for the first time", async () => {
  const one = holder();
  await wishLockdown(directory, true, "w");
  await one.keep();
  expect(keptLockdown(directory)).toBe(true);
  expect(await readdir(directory)).toEqual(["lockdown.json"]);
});

it.skipIf(process.getuid?.() === 0)("is in force, or stays so, if it cannot be written", async () => {
  const one = holder();
  await chmod(directory, 0o500);
  await expect(one.set(true, hub)).rejects.toThrow();
  expect(one.current).toBe(true);
  await expect(one.set(false, hub)).rejects.toThrow();
  expect(one.current).toBe(true);
});

it("hears each wish of the command line once, and not its own writing", async () => {
  const wishes: boolean[] = [];
  await wishLockdown(directory, true, "w1");
  const one = holder();
  expect(one.current).toBe(true);
  const stop = one.watch(new SystemScheduler(), (active) => wishes.push(active));
  await wishLockdown(directory, false, "w2");
  await eventually(() => wishes.length === 1);
  await one.set(false, hub);
  await wishLockdown(directory, true, "w3");
  await eventually(() => wishes.length === 2);
  stop();
  expect(wishes).toEqual([false, true]);
});
