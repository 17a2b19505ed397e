import { expect, test } from "vitest";
import { upperBound95 } from "../../../../../src/perception/voice/wake/bound.ts";

test("without an event the rate stays below three in the time", () => {
  expect(upperBound95(0, 1)).toBeCloseTo(2.9957, 3);
  expect(upperBound95(0, 10)).toBeCloseTo(0.29957, 4);
});

// Table of exact limits of a Poisson mean (Garwood): 1 event 4.744, 5 events 10.513.
test("with events it is the exact limit", () => {
  expect(upperBound95(1, 1)).toBeCloseTo(4.744, 2);
  expect(upperBound95(5, 1)).toBeCloseTo(10.513, 2);
});

test("nothing is known without any time", () => {
  expect(upperBound95(0, 0)).toBe(Infinity);
});
