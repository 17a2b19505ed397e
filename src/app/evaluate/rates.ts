/** The value that this share of the values does not exceed (nearest rank). */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const rank = Math.min(sorted.length, Math.max(1, Math.ceil(sorted.length * share)));
  return sorted[rank - 1] ?? Number.NaN;
}

/**
 * The highest rate that is still compatible with never having happened in so many trials, with 95 % confidence (exact
 * binomial bound; about 3 by the number of trials).
 */
export function boundOfNever(trials: number): number {
  return 1 - 0.05 ** (1 / Math.max(1, trials));
}
