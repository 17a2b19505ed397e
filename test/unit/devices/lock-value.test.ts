import { expect, it } from "vitest";
import { toDoorOpen, toLockValue } from "../../../src/devices/lock-value.ts";

it.each([
  ["LOCK", "LOCKED"],
  ["locked", "LOCKED"],
  [" Locked ", "LOCKED"],
  ["UNLOCK", "UNLOCKED"],
  ["unlocked", "UNLOCKED"],
  ["unlatched", "UNLOCKED"],
  ["unlockedLnga", "UNLOCKED"],
  ["locking", "LOCKING"],
  ["unlocking", "UNLOCKING"],
  ["motorBlocked", "JAMMED"],
  ["not_fully_locked", "JAMMED"],
])("reads %s as %s", (word, value) => {
  expect(toLockValue(word)).toBe(value);
});

it.each([1, true, null, undefined, {}, "", "on", "constructor", "LOCKED?UNLOCKED"])(
  "makes nothing of %j",
  (word) => {
    expect(toLockValue(word)).toBeNull();
  },
);

it("reads a door contact: true is closed", () => {
  expect([true, "closed", "ON", "true"].map(toDoorOpen)).toEqual([false, false, false, false]);
  expect([false, "open", "OFF", "false"].map(toDoorOpen)).toEqual([true, true, true, true]);
  expect([null, 1, "ajar", undefined].map(toDoorOpen)).toEqual([null, null, null, null]);
});
