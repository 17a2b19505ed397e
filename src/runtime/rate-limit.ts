/** Lets through at most `perSecond` commands a second, counted over the second before; time is given from outside. */
export class RateLimit {
  readonly #perSecond: number;
  #passedT: number[] = [];

  constructor(perSecond: number) {
    this.#perSecond = perSecond;
  }

  /** Whether one more may pass at `t` (ms since boot). */
  pass(t: number): boolean {
    this.#passedT = this.#passedT.filter((passed) => t - passed < 1000);
    if (this.#passedT.length >= this.#perSecond) return false;
    this.#passedT.push(t);
    return true;
  }
}
