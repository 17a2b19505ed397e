import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { strangerStore, type StrangerStore } from "../../../../src/adapters/people/stranger-store.ts";
import { StrangerBook } from "../../../../src/app/brain/stranger-book.ts";
import { silentLogger } from "../../../../src/runtime/logger.ts";
import { axis } from "../../../fakes/face-looks.ts";
import { ManualClock } from "../../../fakes/manual-clock.ts";

const DAY = 86_400_000;
let state: string;
let store: StrangerStore;
let clock: ManualClock;
let limits: { keepMs: number; max: number };
beforeEach(async () => {
  state = await mkdtemp(join(tmpdir(), "state-"));
  store = strangerStore({ stateDirectory: state, exclusively: (work) => work() });
  clock = new ManualClock();
  limits = { keepMs: 14 * DAY, max: 3 };
});
afterEach(() => rm(state, { recursive: true }));

function book(): StrangerBook {
  let drawn = 0;
  return new StrangerBook({
    ...{ store: () => store, clock, scheduler: clock, logger: silentLogger },
    random: () => (drawn += 0.01),
    settings: () => ({ limits, likeness: { recognize: 0.58, margin: 0.08 }, model: "m" }),
  });
}

function meet(strangers: StrangerBook, who: number): ReturnType<StrangerBook["meet"]> {
  const { at } = clock.now();
  return strangers.meet({ embedding: axis(who), camera: "door", at, frames: 5, quality: 0.5, picture: null });
}

const files = (): Promise<string[]> => readdir(join(state, "strangers")).catch(() => []);

test("the same stranger on three days is one, across a restart too", async () => {
  const before = book();
  const first = meet(before, 0);
  clock.advance(DAY);
  expect(meet(before, 0)).toEqual({ ...first, visits: 2 });
  expect(meet(before, 1)?.stranger).not.toBe(first?.stranger);
  await before.flush();
  const after = book();
  await after.load();
  clock.advance(DAY);
  expect(meet(after, 0)).toEqual({ ...first, visits: 3 });
  await after.flush();
  expect(await files()).toHaveLength(2);
});

test("who was forgotten by a command is new when they come again", async () => {
  const strangers = book();
  const first = meet(strangers, 0);
  await strangers.flush();
  await store.forget(first?.stranger ?? "");
  await strangers.load();
  clock.advance(DAY);
  const again = meet(strangers, 0);
  expect(again).toMatchObject({ visits: 1 });
  expect(again?.stranger).not.toBe(first?.stranger);
});

test("nobody is kept for longer, or in greater number, than configured", async () => {
  const strangers = book();
  for (let who = 0; who < 5; who += 1) {
    meet(strangers, who);
    clock.advance(1000);
  }
  await strangers.flush();
  expect(await files()).toHaveLength(3);
  clock.advance(15 * DAY);
  await strangers.load();
  expect(await files()).toEqual([]);
});

test("where strangers are not kept nothing is written, and nobody is known again", async () => {
  limits = { keepMs: 14 * DAY, max: 0 };
  const strangers = book();
  expect(meet(strangers, 0)).toBeNull();
  await strangers.flush();
  expect(await files()).toEqual([]);
});
