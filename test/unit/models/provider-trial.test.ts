import { expect, test } from "vitest";
import { judgeTrial, largestDifference, trialValues } from "../../../src/models/provider-trial.ts";

const fast = { difference: 0.0004, providerMs: [2, 3, 40], cpuMs: [9, 10, 11] };

test("a provider that gives the CPU's results and is not slower passes; one slow run does not count", () => {
  expect(judgeTrial(fast)).toEqual({ passed: true });
  expect(judgeTrial({ ...fast, providerMs: [10, 10, 10] })).toEqual({ passed: true });
});

test("one that gives other results does not, however fast", () => {
  expect(judgeTrial({ ...fast, difference: 0.02 })).toMatchObject({
    passed: false,
    code: "PROVIDER_RESULTS_DIFFER",
    why: "its results differ from the CPU's by 2.0 %",
  });
  for (const difference of [Infinity, Number.NaN]) {
    expect(judgeTrial({ ...fast, difference })).toMatchObject({ code: "PROVIDER_RESULTS_DIFFER" });
  }
});

test("one that is slower does not, and the reason has both times", () => {
  expect(judgeTrial({ ...fast, providerMs: [12.34, 11, 13] })).toMatchObject({
    passed: false,
    code: "PROVIDER_SLOWER",
    why: "it takes 12.3 ms where the CPU takes 10.0 ms",
  });
  expect(judgeTrial({ ...fast, providerMs: [] })).toMatchObject({ code: "PROVIDER_SLOWER" });
});

const outputs = (...values: number[]) => ({ scores: Float32Array.from(values) });

test("a difference counts by the largest value of its output", () => {
  expect(largestDifference(outputs(-10, 1, 0), outputs(-10, 1.5, 0))).toBeCloseTo(0.05);
  expect(largestDifference(outputs(0, 0), outputs(0, 0.25))).toBeCloseTo(0.25);
  const two = { ...outputs(100), boxes: Float32Array.of(1) };
  expect(largestDifference(two, { ...outputs(100), boxes: Float32Array.of(0.5) })).toBeCloseTo(0.5);
});

test("outputs that are missing, of another length or not finite differ altogether", () => {
  expect(largestDifference(outputs(1), {})).toBe(Infinity);
  expect(largestDifference(outputs(1, 2), outputs(1))).toBe(Infinity);
  expect(largestDifference(outputs(1, 2), outputs(1, Number.NaN))).toBe(Infinity);
});

test("the input of a trial is the same each time, and keeps to its limits", () => {
  const input = { shape: [1, 3, 24, 32], low: -1, high: 1 };
  const values = trialValues(input);
  expect(values).toHaveLength(3 * 24 * 32);
  expect(values).toEqual(trialValues(input));
  const [least, most] = [Math.min(...values), Math.max(...values)];
  expect(least).toBeGreaterThanOrEqual(-1);
  expect(most).toBeLessThanOrEqual(1);
  expect(most - least).toBeGreaterThan(1.5);
});
