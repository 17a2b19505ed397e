/** How far the two clocks may drift apart: what a camera's quartz does, with room to spare. */
const DRIFT = 100e-6;

/** When a picture was captured, told from when it arrived and when the stream says that it has to be shown. */
export interface CaptureTime {
  /** ms since boot; never later than the arrival, never earlier than the one before. */
  readonly t: number;
  /** How much later than the stream's best this picture arrived, ms. */
  readonly lagMs: number;
}

/**
 * Capture times of one connection to a live stream.
 *
 * The least difference between arrival and presentation time seen so far belongs to the picture that was delayed least;
 * it maps the stream's time to ours without the network's jitter. It may rise slowly, because two clocks drift.
 */
export class CaptureClock {
  #bestMs = Infinity;
  #lastArrivalT = -Infinity;
  #lastT = -Infinity;

  /** @param ptsMs presentation time within the stream; @param arrivalT when it arrived, ms since boot */
  observe(ptsMs: number, arrivalT: number): CaptureTime {
    const offsetMs = arrivalT - ptsMs;
    if (Number.isFinite(this.#bestMs)) this.#bestMs += Math.max(0, arrivalT - this.#lastArrivalT) * DRIFT;
    this.#bestMs = Math.min(this.#bestMs, offsetMs);
    this.#lastArrivalT = Math.max(this.#lastArrivalT, arrivalT);
    this.#lastT = Math.max(this.#lastT, Math.min(arrivalT, ptsMs + this.#bestMs));
    return { t: this.#lastT, lagMs: offsetMs - this.#bestMs };
  }

  /** The capture time of a presentation time without observing an arrival; NaN before the first observation. */
  timeOf(ptsMs: number): number {
    return Number.isFinite(this.#bestMs) ? ptsMs + this.#bestMs : Number.NaN;
  }
}
