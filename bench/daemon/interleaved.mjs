// Times things side by side, so that others' work on the machine hits all of them.
import { setTimeout as delay } from "node:timers/promises";

/**
 * Runs everything in turn, in another order each time, after a few rounds that do not count.
 *
 * @returns for each name, ms of processor time, one number a round
 */
export async function interleaved(runs, { rounds, pauseMs = 0 }) {
  const entries = Object.entries(runs);
  const times = Object.fromEntries(entries.map(([name]) => [name, []]));
  for (let round = -5; round < rounds; round += 1) {
    for (let i = 0; i < entries.length; i += 1) {
      const [name, run] = entries[(i + round + 5) % entries.length];
      if (pauseMs > 0) await delay(pauseMs);
      const start = process.cpuUsage();
      await run();
      const { user, system } = process.cpuUsage(start);
      if (round >= 0) times[name].push((user + system) / 1000);
    }
  }
  return times;
}

export function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
}

/** The median of the ratios of two series that were taken side by side. */
export function medianRatio(these, those) {
  return median(these.map((value, i) => value / those[i]));
}
