/** Lets through at most so many in any span of time, a second if nothing else is said; time is given from outside. */
export class RateLimit {
  readonly #most: number;
  readonly #spanMs: number;
  #passedT: number[] = [];

  constructor(most: number, spanMs = 1000) {
    this.#most = most;
    this.#spanMs = spanMs;
  }

  /** Whether one more may pass at `t` (ms since boot). */
  pass(t: number): boolean {
    this.#passedT = this.#passedT.filter((passed) => t - passed < this.#spanMs);
    if (this.#passedT.length >= this.#most) return false;
    this.#passedT.push(t);
    return true;
  }
}
