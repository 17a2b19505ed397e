import { beforeEach, expect, test } from "vitest";
import { LOCK_STATE_TOPIC, PretendLock } from "../../../src/app/demo/lock.ts";
import { ManualClock } from "../../fakes/manual-clock.ts";

let clock: ManualClock;
let said: string[];
let lock: PretendLock;

beforeEach(() => {
  clock = new ManualClock();
  said = [];
  const publish = (topic: string, payload: string, retain: boolean): void => {
    expect([topic, retain]).toEqual([LOCK_STATE_TOPIC, true]);
    said.push((JSON.parse(payload) as { state: string }).state);
  };
  lock = new PretendLock({ publish }, clock);
});

test("it says that it is locked when it joins", () => {
  lock.join();
  expect(said).toEqual(["LOCKED"]);
});

test("a command is answered at once with what moves, and when the bolt has moved with what is", () => {
  lock.onCommand('{"state":"UNLOCK"}');
  expect(said).toEqual(["UNLOCKING"]);
  clock.advance(299);
  expect(said).toEqual(["UNLOCKING"]);
  clock.advance(1);
  expect(said).toEqual(["UNLOCKING", "UNLOCKED"]);
  lock.onCommand('{"state":"LOCK"}');
  clock.advance(300);
  expect(said.slice(2)).toEqual(["LOCKING", "LOCKED"]);
});

test("of the commands that come while the bolt moves the last one is carried out after it", () => {
  lock.onCommand('{"state":"UNLOCK"}');
  lock.onCommand('{"state":"UNLOCK"}');
  lock.onCommand('{"state":"LOCK"}');
  clock.advance(1_000);
  expect(said).toEqual(["UNLOCKING", "UNLOCKED", "LOCKING", "LOCKED"]);
});

test("anything else is ignored", () => {
  for (const payload of ["", "UNLOCK", "{", "null", '{"state":"OPEN"}', '{"lock":"UNLOCK"}'])
    lock.onCommand(payload);
  clock.advance(1_000);
  expect(said).toEqual([]);
});
