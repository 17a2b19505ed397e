import { GatehouseError } from "../runtime/errors.ts";
import { CaptureClock } from "./capture-clock.ts";
import type { CaptureTime } from "./capture-clock.ts";

/** A stream that is this far behind for this long does not catch up; connecting anew does. */
const LAG_MS = 3_000;
const LAG_PATIENCE_MS = 10_000;

/** A camera that sets its clock makes the stream's time jump; what was measured against it is worthless then. */
const JUMP_MS = 10_000;

/** A leap that is less: the stream goes on, but what it shows is no evidence for a while. No network makes time leap so. */
const LEAP_MS = 1_000;
const LEAP_DISTRUST_MS = 5_000;

/** Follows the time of one connection to a live stream, and says when it cannot be followed any more. */
export class StreamTiming {
  #clock = new CaptureClock();
  #previous: { readonly ptsMs: number; readonly arrivalT: number } | null = null;
  #behindSinceT: number | null = null;
  #lagMs = 0;
  #leaptT = -Infinity;

  /** Lag of the latest picture, ms. */
  get lagMs(): number {
    return this.#lagMs;
  }

  /** Whether the stream's time leapt a short while ago, seen from `nowT`. */
  leapt(nowT: number): boolean {
    return nowT - this.#leaptT < LEAP_DISTRUST_MS;
  }

  /**
   * A picture's packet arrived.
   *
   * @throws GatehouseError STREAM_JUMPED, STREAM_BEHIND (failed): connect anew
   */
  arrived(ptsMs: number, arrivalT: number): CaptureTime {
    const before = this.#previous;
    this.#throwOnJump(ptsMs, arrivalT);
    this.#noticeLeap(ptsMs, arrivalT, before?.ptsMs ?? ptsMs);
    const time = this.#clock.observe(ptsMs, arrivalT);
    this.#lagMs = time.lagMs;
    if (time.lagMs < LAG_MS) this.#behindSinceT = null;
    else this.#behindSinceT ??= arrivalT;
    if (this.#behindSinceT !== null && arrivalT - this.#behindSinceT > LAG_PATIENCE_MS) {
      throw new GatehouseError(
        "STREAM_BEHIND",
        `The stream is ${(time.lagMs / 1000).toFixed(1)} s behind; connecting anew.`,
        { kind: "failed" },
      );
    }
    return time;
  }

  /** Capture time of a presentation time, ms since boot. */
  timeOf(ptsMs: number): number {
    return this.#clock.timeOf(ptsMs);
  }

  /**
   * Pictures that would come long before they were taken, and time that runs back, are no delays: what was measured until now
   * is worthless, and begins anew. A leap back that is shorter than a pause before it looks like lag, and counts as that.
   */
  #noticeLeap(ptsMs: number, arrivalT: number, previousMs: number): void {
    const earlyMs = this.#clock.timeOf(ptsMs) - arrivalT;
    if (!(earlyMs > LEAP_MS) && previousMs - ptsMs <= LEAP_MS) return;
    this.#leaptT = arrivalT;
    this.#clock = new CaptureClock();
  }

  #throwOnJump(ptsMs: number, arrivalT: number): void {
    const previous = this.#previous;
    this.#previous = { ptsMs, arrivalT };
    if (previous === null) return;
    const jumpMs = ptsMs - previous.ptsMs - (arrivalT - previous.arrivalT);
    if (Math.abs(jumpMs) <= JUMP_MS) return;
    throw new GatehouseError(
      "STREAM_JUMPED",
      `The stream's time jumped by ${(jumpMs / 1000).toFixed(1)} s; connecting anew.`,
      { kind: "failed" },
    );
  }
}
