import { expect, test } from "vitest";
import { follow, POWER_UNKNOWN, voltsOf, type PowerLevel } from "../../../../src/perception/power/level.ts";

const LIMITS = { saveBelow: 11.9, stopBelow: 11.6, resumeAbove: 12.3, lastsMs: 30_000 };

/** The level after each of these readings, 10 s apart. */
function levels(...volts: number[]): PowerLevel[] {
  let state = POWER_UNKNOWN;
  return volts.map((reading, i) => (state = follow(state, { volts: reading, t: i * 10_000 }, LIMITS)).level);
}

test("a voltage counts when it has lasted: an engine that starts changes nothing", () => {
  expect(levels(12.6, 9.8, 9.8, 12.6, 9.8, 9.8, 9.8, 14.1).at(-1)).toBe("normal");
  expect(levels(11.8, 11.8, 11.8, 11.8)).toEqual(["normal", "normal", "normal", "saving"]);
});

test("exactly the limit is not below it", () => {
  expect(new Set(levels(11.9, 11.9, 11.9, 11.9, 11.9))).toEqual(new Set(["normal"]));
  expect(levels(11.8, 11.8, 11.8, 11.8, 12.3, 12.3, 12.3, 12.3, 12.3).at(-1)).toBe("saving");
});

test("what has recovered a little goes on saving; only a battery that is charged is used again", () => {
  const saving = [11.8, 11.8, 11.8, 11.8];
  expect(levels(...saving, 12.1, 12.1, 12.1, 12.1, 12.1).at(-1)).toBe("saving");
  expect(levels(...saving, 12.5, 12.5, 12.5, 11.8, 12.5).at(-1)).toBe("saving");
  expect(levels(...saving, 12.5, 12.5, 12.5, 12.5).at(-1)).toBe("normal");
});

test("empty comes from any level, and stays", () => {
  expect(levels(11.5, 11.5, 11.5, 11.5, 14, 14, 14, 14, 14).slice(3)).toEqual(Array(6).fill("empty"));
  expect(levels(11.8, 11.8, 11.8, 11.8, 11.5, 11.5, 11.5, 11.5).at(-1)).toBe("empty");
});

test.each([
  [12.1, 12.1],
  ["12.1", 12.1],
  [" 12.1 ", 12.1],
  ["", null],
  ["unknown", null],
  [0, null],
  [Number.NaN, null],
  [1e9, null],
  [{ volts: 12 }, null],
  [null, null],
])("the voltage of %j is %j", (value, volts) => {
  expect(voltsOf(value)).toBe(volts);
});
