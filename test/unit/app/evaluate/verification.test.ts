import { describe, expect, test } from "vitest";
import {
  acceptRates,
  crossValidate,
  SimilarityHistogram,
  type Comparison,
} from "../../../../src/app/evaluate/verification.ts";

const pair = (fold: number, same: boolean, similarity: number | null): Comparison => ({
  fold,
  same,
  similarity,
});

describe("accuracy by cross-validation", () => {
  test("is 1 where one threshold divides every fold", () => {
    const folds = [0, 1, 2].flatMap((fold) => [pair(fold, true, 0.7), pair(fold, false, 0.1)]);
    const { mean, sd, threshold } = crossValidate(folds, 3);
    expect([mean, sd]).toEqual([1, 0]);
    expect(threshold).toBeCloseTo(0.4, 10);
  });

  test("judges a fold by the threshold of the others, not by its own", () => {
    // Fold 0 could be divided at 0.25; the others put the threshold at 0.65 and so miss its genuine pair.
    const comparisons = [
      ...[pair(0, true, 0.3), pair(0, false, 0.2)],
      ...[pair(1, true, 0.8), pair(1, false, 0.5), pair(2, true, 0.8), pair(2, false, 0.5)],
    ];
    const { mean } = crossValidate(comparisons, 3);
    expect(mean).toBeCloseTo((0.5 + 1 + 1) / 3, 10);
  });

  test.each([true, false])("counts a pair without a face as wrong (same person: %s)", (same) => {
    const rest = [0, 1].flatMap((fold) => [pair(fold, true, 0.7), pair(fold, false, 0.1)]);
    expect(crossValidate([...rest, pair(0, same, null)], 2).mean).toBeCloseTo((2 / 3 + 1) / 2, 10);
  });

  test("tells how much the folds differ", () => {
    const comparisons = [
      ...[pair(0, true, 0.7), pair(0, false, 0.1)],
      ...[pair(1, true, 0.7), pair(1, false, null)],
    ];
    expect(crossValidate(comparisons, 2)).toMatchObject({ mean: 0.75, sd: 0.25 });
  });
});

describe("true accepts at a rate of false accepts", () => {
  function impostors(count: number): SimilarityHistogram {
    const histogram = new SimilarityHistogram();
    for (let i = 0; i < count; i += 1) histogram.add(i / count);
    return histogram;
  }

  test("lets no more impostors pass than the rate says", () => {
    const histogram = impostors(10_000);
    const threshold = histogram.threshold(1e-2) ?? Number.NaN;
    const passing = Array.from({ length: 10_000 }, (_, i) => i / 10_000).filter((s) => s >= threshold);
    expect(passing.length).toBeLessThanOrEqual(100);
    expect(passing.length).toBeGreaterThanOrEqual(99);
  });

  test("leaves out the rates at which fewer than ten impostors would pass", () => {
    expect(Object.keys(acceptRates([0.5], impostors(10_000)))).toEqual(["1e-2", "1e-3"]);
    expect(Object.keys(acceptRates([0.5], impostors(9_999)))).toEqual(["1e-2"]);
    expect(acceptRates([0.5], impostors(999))).toEqual({});
  });

  test("counts a genuine comparison without a face as not accepted", () => {
    const rates = acceptRates([0.999, 0.999, 0.2, null], impostors(1_000));
    expect(rates["1e-2"]?.tar).toBe(0.5);
  });

  test("holds where all impostors are equal: none of them may pass", () => {
    const histogram = new SimilarityHistogram();
    for (let i = 0; i < 2_000; i += 1) histogram.add(0.3);
    expect(histogram.threshold(1e-2)).toBeGreaterThan(0.3);
  });
});
