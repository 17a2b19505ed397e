/** A block that starts this much later than the last one ended is after a gap. */
const GAP_MS = 300;

/**
 * Capture times of blocks that arrive in bursts: sound flows evenly, so each block begins where the last one ended,
 * but never later than it can have been recorded, and after a gap the count begins anew.
 */
export class ArrivalTime {
  readonly #rateHz: number;
  #nextT: number | null = null;

  constructor(rateHz: number) {
    this.#rateHz = rateHz;
  }

  /** When the first of `count` samples that arrived at `nowT` was recorded, ms since boot. */
  startOf(count: number, nowT: number): number {
    const lengthMs = (count / this.#rateHz) * 1000;
    const latest = nowT - lengthMs;
    const expected = this.#nextT ?? latest;
    const startT = latest - expected > GAP_MS ? latest : Math.min(expected, latest);
    this.#nextT = startT + lengthMs;
    return startT;
  }
}
