/** Delay in ms before try number `attempt` (0-based): doubling from `firstMs` to at most `maxMs`, with ±20 % jitter. */
export function backoffMs(
  attempt: number,
  options: { firstMs: number; maxMs: number; random: number },
): number {
  const base = Math.min(options.maxMs, options.firstMs * 2 ** Math.min(attempt, 30));
  return Math.round(base * (0.8 + 0.4 * options.random));
}
