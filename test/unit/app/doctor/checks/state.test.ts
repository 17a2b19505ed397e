import { expect, test } from "vitest";
import { checkState } from "../../../../../src/app/doctor/checks/state.ts";
import type { StateFacts } from "../../../../../src/adapters/state-directory/inspect-state.ts";

const STATE: StateFacts = {
  ...{ exists: true, owner: 1000, isOpen: false, isWritable: true, heldBy: null },
  ...{ freeBytes: 50e9, recordedBytes: 5e9 },
};

function look(changes: Partial<StateFacts>, user = 1000) {
  const state = { ...STATE, ...changes };
  const { found, advice } = checkState({ directory: "/state", state, user, mostRecorded: 20e9 });
  return { found, advice: advice.map(({ severity, text }) => `${severity}: ${text}`) };
}
const only = (text: string) => [expect.stringContaining(text) as string];

test("one that is private, writable and roomy is well", () => {
  expect(look({})).toEqual({ found: "/state, 50.0 GB free, 5.0 GB recorded", advice: [] });
  expect(look({ heldBy: 4711 }).found).toContain("used by the running Gatehouse (process 4711)");
});

test("one that does not exist yet only has to be makeable", () => {
  const missing = { exists: false, owner: null, recordedBytes: 0 };
  expect(look(missing)).toEqual({ found: "/state, not there yet, 50.0 GB free", advice: [] });
  expect(look({ ...missing, isWritable: false }).advice).toEqual(only("problem: it cannot be made"));
});

test("one that others may read, or that cannot be written, is told", () => {
  expect(look({ isOpen: true }).advice).toEqual(only("warning: others may look into it: chmod go= /state"));
  expect(look({ isWritable: false }).advice).toEqual(only("problem: it cannot be written"));
});

test("of somebody else's this user cannot say whether it is writable", () => {
  const { advice } = look({ owner: 999, isWritable: false }, 1000);
  expect(advice).toEqual(only("warning: it belongs to user 999"));
});

test("room is measured against what recordings may still take", () => {
  expect(look({ freeBytes: 15e9 }).advice).toEqual([]);
  expect(look({ freeBytes: 10e9 }).advice).toEqual(only("5.0 GB more than there is room for"));
  expect(look({ freeBytes: 100e6 }).advice).toEqual(only("problem: only 0.1 GB are free"));
});
