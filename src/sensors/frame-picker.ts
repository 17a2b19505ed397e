/** Thins a stream of pictures to a number a second, without drifting away from that rate. */
export class FramePicker {
  readonly #everyMs: number;
  #dueT = -Infinity;

  /** @param fps pictures a second to keep; more than the stream has keeps all */
  constructor(fps: number) {
    this.#everyMs = 1000 / fps;
  }

  /** Whether the picture captured at `t` (ms) is one to keep. */
  take(t: number): boolean {
    // Half a ms of slack: presentation times are rounded, and 40.0 ms must not become "not yet".
    if (t < this.#dueT - 0.5) return false;
    this.#dueT = t - this.#dueT > this.#everyMs ? t + this.#everyMs : this.#dueT + this.#everyMs;
    return true;
  }
}
