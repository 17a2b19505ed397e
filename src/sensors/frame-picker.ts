/** Thins a stream of pictures to a number a second, without drifting away from that rate. */
export class FramePicker {
  readonly #everyMs: number;
  #attending = { everyMs: Infinity, untilT: -Infinity };
  #lastT = -Infinity;
  #dueT = -Infinity;

  /** @param fps pictures a second to keep; more than the stream has keeps all */
  constructor(fps: number) {
    this.#everyMs = 1000 / fps;
  }

  /** Keeps `fps` pictures a second that are captured until `untilT` (ms), if that is more; a later word replaces. */
  attend(fps: number, untilT: number): void {
    this.#attending = { everyMs: 1000 / fps, untilT };
    this.#dueT = Math.min(this.#dueT, this.#lastT + Math.min(this.#everyMs, this.#attending.everyMs));
  }

  /** Whether the picture captured at `t` (ms) is one to keep. */
  take(t: number): boolean {
    // Half a ms of slack: presentation times are rounded, and 40.0 ms must not become "not yet".
    if (t < this.#dueT - 0.5) return false;
    const { everyMs: attentive, untilT } = this.#attending;
    const everyMs = t <= untilT ? Math.min(this.#everyMs, attentive) : this.#everyMs;
    this.#dueT = t - this.#dueT > everyMs ? t + everyMs : this.#dueT + everyMs;
    this.#lastT = t;
    return true;
  }
}
