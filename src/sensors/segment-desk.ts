import { backoffMs } from "../runtime/backoff.ts";
import type { Clock, Scheduler } from "../runtime/clock.ts";
import { messageOf } from "../runtime/errors.ts";
import type { ClipFacts, ClipWriter } from "./camera.ts";
import type { RingEntry } from "./packet-ring.ts";

/** Where pictures are missing for so long a segment ends, and another begins behind the gap. */
const GAP_MS = 5_000;
/** What could not be written is tried again after so long, and after longer each time. */
const FIRST_RETRY_MS = 15_000;
const LONGEST_RETRY_MS = 300_000;

/** A segment that was closed. */
export interface FinishedSegment {
  readonly facts: ClipFacts;
  /** When its first and last pictures were captured, ms since boot. */
  readonly startT: number;
  readonly endT: number;
}

export interface SegmentDeskParts<Packet> {
  /** How long a segment is, ms; they begin where the wall clock is a multiple of it. */
  readonly segmentMs: number;
  /** Begins a segment with this picture, captured at `startAt` (ms since the epoch). */
  readonly open: (first: RingEntry<Packet>, startAt: number) => ClipWriter<Packet>;
  readonly finished: (segment: FinishedSegment) => void;
  /** Said at each change: why nothing is recorded; null: it is again. */
  readonly stopped: (why: string | null) => void;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
}

interface Segment<Packet> {
  readonly writer: ClipWriter<Packet>;
  readonly startAt: number;
  readonly startT: number;
  lastT: number;
}

/**
 * Records everything that a camera sends, segment after segment, each with a key frame first. One is written at a time; if
 * it cannot be, packets are let go until it is tried again. Clips know nothing of it.
 */
export class SegmentDesk<Packet> {
  readonly #parts: SegmentDeskParts<Packet>;
  #current: Segment<Packet> | null = null;
  /** Segments that are being closed: while there is one, the next is not ended. */
  readonly #closing = new Set<Promise<void>>();
  /** Why nothing may be recorded. */
  #held: string | null = null;
  #unrecordable: string | null = null;
  /** Failures after which it is not tried yet again. */
  #broken = 0;
  #failures = 0;
  #lost = 0;
  #said: string | null = null;
  #isClosed = false;

  constructor(parts: SegmentDeskParts<Packet>) {
    this.#parts = parts;
  }

  /** Packets that were let go because they could not be written. */
  get lost(): number {
    return this.#lost;
  }

  /** Lets nothing be recorded for this reason any more, and ends what is; null: it may be again. */
  hold(why: string | null): void {
    this.#held = why;
    this.#heed();
  }

  /** Whether this camera's packets can be recorded at all (null), or why not. */
  unrecordable(why: string | null): void {
    this.#unrecordable = why;
    this.#heed();
  }

  /** Each packet of the camera, in order. */
  packet(entry: RingEntry<Packet>): void {
    if (this.#isClosed || (this.#held ?? this.#unrecordable) !== null) return;
    if (this.#broken > 0) {
      this.#lost += 1;
      return;
    }
    if (this.#current !== null && this.#endsBefore(entry, this.#current)) this.#finish(this.#current);
    if (this.#current === null && entry.key) this.#begin(entry);
    const segment = this.#current;
    if (segment === null) return;
    if (entry.media === "video") segment.lastT = Math.max(segment.lastT, entry.t);
    segment.writer.write(entry);
  }

  /** Closes what is open: nothing is recorded any more. */
  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#current !== null) this.#finish(this.#current);
    await Promise.all(this.#closing);
  }

  #heed(): void {
    const why = this.#held ?? this.#unrecordable;
    if (why !== null && this.#current !== null) this.#finish(this.#current);
    // What could not be written is not mended by being allowed.
    if (why !== null || this.#failures === 0) this.#say(why);
  }

  #endsBefore(entry: RingEntry<Packet>, segment: Segment<Packet>): boolean {
    if (!segment.writer.accepts(entry)) return true;
    if (entry.media === "video" && entry.t - segment.lastT > GAP_MS) return true;
    // A disk that has not closed the last one yet is too slow for more files; it is given longer ones.
    if (!entry.key || this.#closing.size > 0) return false;
    const { segmentMs } = this.#parts;
    return Math.floor(this.#wallClock(entry) / segmentMs) !== Math.floor(segment.startAt / segmentMs);
  }

  #wallClock(entry: RingEntry<Packet>): number {
    const { at, t } = this.#parts.clock.now();
    return at + entry.t - t;
  }

  #begin(entry: RingEntry<Packet>): void {
    const startAt = this.#wallClock(entry);
    try {
      const writer = this.#parts.open(entry, startAt);
      const segment = { writer, startAt, startT: entry.t, lastT: entry.t };
      this.#current = segment;
      writer.failed.catch((error: unknown) => this.#fail(segment, messageOf(error)));
      this.#watch(segment, GAP_MS);
    } catch (error) {
      this.#rest(messageOf(error), Promise.resolve());
    }
  }

  #watch(segment: Segment<Packet>, afterMs: number): void {
    const { clock, scheduler } = this.#parts;
    scheduler.after(afterMs, () => {
      if (this.#current !== segment) return;
      const leftMs = segment.lastT + GAP_MS - clock.now().t;
      if (leftMs <= 0) this.#finish(segment);
      else this.#watch(segment, leftMs);
    });
  }

  #finish(segment: Segment<Packet>): void {
    this.#current = null;
    const work = this.#close(segment).finally(() => this.#closing.delete(work));
    this.#closing.add(work);
  }

  async #close(segment: Segment<Packet>): Promise<void> {
    const { writer, startT, lastT } = segment;
    let facts: ClipFacts;
    try {
      facts = await writer.close();
    } catch {
      // `failed` has said it.
      return;
    }
    if (this.#broken === 0) {
      this.#failures = 0;
      if ((this.#held ?? this.#unrecordable) === null) this.#say(null);
    }
    this.#parts.finished({ facts, startT, endT: lastT });
  }

  #fail(segment: Segment<Packet>, why: string): void {
    if (this.#current === segment) this.#current = null;
    // A write that hangs must not be joined by more of its kind: nothing is begun before this one is over.
    this.#rest(
      why,
      segment.writer.close().then(
        () => undefined,
        () => undefined,
      ),
    );
  }

  #rest(why: string, over: Promise<void>): void {
    this.#broken += 1;
    this.#say(why);
    const { scheduler } = this.#parts;
    // The same for each camera: nothing hangs on their not coming together.
    const waitMs = backoffMs(this.#failures, {
      firstMs: FIRST_RETRY_MS,
      maxMs: LONGEST_RETRY_MS,
      random: 0.5,
    });
    this.#failures += 1;
    void over.then(() => scheduler.after(waitMs, () => (this.#broken -= 1)));
  }

  #say(why: string | null): void {
    if (why === this.#said) return;
    this.#said = why;
    this.#parts.stopped(why);
  }
}
