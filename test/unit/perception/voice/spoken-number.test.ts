import { expect, it } from "vitest";
import { spokenNumber } from "../../../../src/perception/voice/spoken-number.ts";

it.each([
  [0, ["zero"]],
  [7, ["seven"]],
  [15, ["fifteen"]],
  [20, ["twenty"]],
  [99, ["ninety nine"]],
  [100, ["one hundred", "a hundred"]],
  [340, ["three hundred forty", "three hundred and forty"]],
  [2_000, ["two thousand"]],
  [2_026, ["two thousand twenty six", "two thousand and twenty six"]],
  [-5, ["minus five"]],
])("says %i", (value, ways) => {
  expect(spokenNumber(value)).toEqual(ways);
});

it("has no words for fractions and endless numbers", () => {
  expect(spokenNumber(1.5)).toEqual([]);
  expect(spokenNumber(10_000)).toEqual([]);
});

it("says no two numbers alike", () => {
  const all = Array.from({ length: 9_999 }, (_, i) => spokenNumber(i)).flat();
  expect(new Set(all).size).toBe(all.length);
});
