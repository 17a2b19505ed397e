import type { Clock, Scheduler } from "../../runtime/clock.ts";
import { sleep } from "../../runtime/clock.ts";
import { AV_NOPTS_VALUE } from "./native.ts";
import type { Packet } from "./native.ts";

/** A player that is further behind than this does not hurry after the time it lost. */
const LATE_US = 500_000n;

export interface PlaybackParts {
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly signal: AbortSignal;
  /** In real time, or as fast as possible. */
  readonly paced: boolean;
}

/**
 * Puts the packets of a file on the axis of the time since boot, one pass after the other without a gap.
 * Played as fast as possible, the file's own time counts: its pictures are then "captured" in the future.
 */
export class PlaybackTiming {
  readonly #parts: PlaybackParts;
  /** Where the next pass begins, µs since boot. */
  #nextUs: bigint | null = null;
  #shiftUs: bigint | null = null;

  constructor(parts: PlaybackParts) {
    this.#parts = parts;
  }

  /** The file begins anew. */
  beginPass(): void {
    this.#shiftUs = null;
  }

  /** Shifts the packet's times, and waits until it is due. */
  async place(packet: Packet): Promise<void> {
    const startUs = packet.dts === AV_NOPTS_VALUE ? packet.pts : packet.dts;
    if (startUs === AV_NOPTS_VALUE) return;
    this.#shiftUs ??= (this.#nextUs ?? this.#nowUs()) - startUs;
    const lateUs = this.#nowUs() - (startUs + this.#shiftUs);
    if (this.#parts.paced && lateUs > LATE_US) this.#shiftUs += lateUs;
    shiftPacket(packet, this.#shiftUs);
    const endUs = startUs + this.#shiftUs + packet.duration;
    if (this.#nextUs === null || endUs > this.#nextUs) this.#nextUs = endUs;
    if (this.#parts.paced) await this.#until(startUs + this.#shiftUs);
  }

  /** Waits until the last picture has been shown for as long as it is to be. */
  async rest(): Promise<void> {
    if (this.#parts.paced && this.#nextUs !== null) await this.#until(this.#nextUs);
  }

  #nowUs(): bigint {
    return BigInt(Math.round(this.#parts.clock.now().t * 1000));
  }

  #until(us: bigint): Promise<void> {
    const waitMs = Number(us - this.#nowUs()) / 1000;
    if (waitMs <= 0) return Promise.resolve();
    return sleep(this.#parts.scheduler, waitMs, this.#parts.signal);
  }
}

/** Moves a packet's times by `us`. */
export function shiftPacket(packet: Packet, us: bigint): void {
  if (packet.pts !== AV_NOPTS_VALUE) packet.pts += us;
  if (packet.dts !== AV_NOPTS_VALUE) packet.dts += us;
}
