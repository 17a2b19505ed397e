import { expect, test } from "vitest";
import { boundOfNever, quantile } from "../../../../src/app/evaluate/rates.ts";

test.each([
  [[3, 1, 2], 0.5, 2],
  [[3, 1, 2], 0.95, 3],
  [[5], 0.95, 5],
  [Array.from({ length: 100 }, (_, i) => i + 1), 0.95, 95],
])("the quantile of %j at %d is %d", (values, share, expected) => {
  expect(quantile(values, share)).toBe(expected);
});

test("never in 100,000 trials still allows three in 100,000", () => {
  expect(boundOfNever(100_000)).toBeCloseTo(3e-5, 6);
  expect(boundOfNever(1)).toBeCloseTo(0.95, 10);
});
