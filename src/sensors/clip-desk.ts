import type { Cancel, Clock, Scheduler } from "../runtime/clock.ts";
import { messageOf } from "../runtime/errors.ts";
import type { ClipFacts, ClipWriter, OpenClip } from "./camera.ts";
import { ClipLog } from "./clip-log.ts";
import type { ClipStart, ClipTruth } from "./clip-log.ts";
import type { PacketRing, RingEntry } from "./packet-ring.ts";

/** A clip that nobody ends is ended here: disks are finite. */
const LONGEST_CLIP_MS = 3_600_000;

/** A camera without pictures can begin no clip; its asker is told after this long. */
const FIRST_PICTURE_WITHIN_MS = 4_000;

/** One that sends pictures none of which can be decoded alone gets longer: its next key frame may be this far away. */
const FIRST_KEY_WITHIN_MS = 15_000;

/** When no packets come any more, a clip is closed this long after its end. */
const SILENT_END_MS = 1_000;

/** A camera that changes its format all the time gets no more files than this for one wish. */
const MOST_SEGMENTS = 50;

/** How a clip begins. */
export interface ClipBeginning {
  /** When its first picture was captured, ms since boot. */
  readonly startT: number;
  /** The clip that it goes on from, because the pictures have another format from here on; null for a first one. */
  readonly continues: string | null;
}

/** What is said about clips. */
interface ClipDeskSink {
  started(clip: string, beginning: ClipBeginning): void;
  /** `closeAll` waits for what this still has to do. */
  finished(clip: string, facts: ClipFacts, truth: ClipTruth): void | Promise<void>;
  failed(clip: string, why: string): void;
}

export interface ClipDeskParts<Packet> {
  readonly ring: PacketRing<Packet>;
  readonly open: OpenClip<Packet>;
  readonly sink: ClipDeskSink;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
}

/** A clip that somebody wants. */
export interface ClipWish {
  readonly clip: string;
  readonly path: string;
  readonly reason: string;
  /** Where it is to begin, ms since boot. */
  readonly fromT: number;
}

/** Where a clip stands among those of one wish. */
interface Place {
  readonly name: string;
  readonly path: string;
  readonly continues: string | null;
}

interface Clip<Packet> extends Place {
  /** As it was wished for; what is wished of it later concerns the file that is being written then. */
  readonly wish: ClipWish;
  /** 1, or more if the pictures' format has changed. */
  readonly segment: number;
  readonly wishedT: number;
  readonly log: ClipLog;
  writer: ClipWriter<Packet> | null;
  /** Pictures have come, though perhaps none with which it could begin. */
  isSent: boolean;
  untilT: number;
  cancel: Cancel;
  /** Set once the clip is being closed. */
  closing: Promise<void> | null;
}

/** Records clips of one camera from its ring of packets, beginning in the past. */
export class ClipDesk<Packet> {
  readonly #parts: ClipDeskParts<Packet>;
  readonly #clips = new Map<string, Clip<Packet>>();
  #unrecordable: string | null = null;

  constructor(parts: ClipDeskParts<Packet>) {
    this.#parts = parts;
  }

  /** How many clips are being recorded. */
  get open(): number {
    return this.#clips.size;
  }

  /** Whether this camera's packets can be recorded at all (null), or why not. */
  unrecordable(why: string | null): void {
    this.#unrecordable = why;
  }

  /** Begins a clip with the key frame at or before `fromT`, or with the next one if there is none. */
  record(wish: ClipWish): void {
    if (this.#clips.has(wish.clip)) return;
    if (this.#unrecordable !== null) {
      this.#parts.sink.failed(wish.clip, this.#unrecordable);
      return;
    }
    const { ring, clock, scheduler } = this.#parts;
    const clip = this.#add(wish, {
      segment: 1,
      start: this.#startOf(wish.fromT),
      continues: null,
      untilT: clock.now().t + LONGEST_CLIP_MS,
    });
    for (const entry of ring.from(wish.fromT)) this.#feedAll(wish.clip, entry);
    if (clip.writer === null) {
      clip.cancel = scheduler.after(FIRST_PICTURE_WITHIN_MS, () => this.#noPicture(clip));
    }
  }

  /** Lets the clip go on until `untilT`; a later call replaces an earlier one. */
  recordUntil(name: string, untilT: number): void {
    const clip = [...this.#clips.values()].find(
      (one) => one.closing === null && (one.name === name || one.wish.clip === name),
    );
    if (clip !== undefined) this.#recordUntil(clip, untilT);
  }

  /** Each packet that went into the ring, in order. */
  packet(entry: RingEntry<Packet>): void {
    for (const clip of [...this.#clips.values()]) this.#feed(clip, entry);
  }

  /** Closes everything that is open: at the end of a file, or when the process ends. */
  async closeAll(): Promise<void> {
    await Promise.all([...this.#clips.values()].map((clip) => this.#close(clip)));
  }

  /** What a clip that is wished from `wishedT` on may say if it begins later. */
  #startOf(wishedT: number): ClipStart {
    const { ring } = this.#parts;
    if (ring.lostToBytes(wishedT)) {
      return { wishedT, lateWhy: "the pictures before it take more memory than is kept for the past" };
    }
    if (ring.oldestT === null) return { wishedT, lateWhy: "no picture had come from the camera yet" };
    return {
      wishedT,
      lateWhy: "the camera's pictures from before were not there: it had just been connected or started",
    };
  }

  #add(
    wish: Clip<Packet>["wish"],
    about: Pick<Clip<Packet>, "segment" | "continues" | "untilT"> & { readonly start: ClipStart },
  ): Clip<Packet> {
    const { segment, continues, untilT, start } = about;
    const clip: Clip<Packet> = {
      ...{ wish, segment, continues, untilT },
      name: segment === 1 ? wish.clip : `${wish.clip}_${segment}`,
      path: segment === 1 ? wish.path : wish.path.replace(/(\.[^./]*)?$/u, `_${segment}$1`),
      wishedT: start.wishedT,
      log: new ClipLog(start),
      writer: null,
      isSent: false,
      cancel: () => undefined,
      closing: null,
    };
    this.#clips.set(clip.name, clip);
    return clip;
  }

  #noPicture(clip: Clip<Packet>): void {
    if (!clip.isSent) {
      this.#fail(clip, "the camera sends no pictures");
      return;
    }
    clip.cancel = this.#parts.scheduler.after(FIRST_KEY_WITHIN_MS - FIRST_PICTURE_WITHIN_MS, () => {
      this.#fail(clip, "the camera sends no picture that can be decoded alone (no key frame)");
    });
  }

  /** A packet of the past, for whatever the wish's clip has become by then. */
  #feedAll(wished: string, entry: RingEntry<Packet>): void {
    for (const clip of [...this.#clips.values()]) if (clip.wish.clip === wished) this.#feed(clip, entry);
  }

  #feed(clip: Clip<Packet>, entry: RingEntry<Packet>): void {
    if (clip.closing !== null) return;
    clip.isSent ||= entry.media === "video";
    if (entry.t > clip.untilT && (clip.writer !== null || clip.continues !== null)) {
      void this.#close(clip);
      return;
    }
    if (clip.writer === null) {
      if (!entry.key) return;
      this.#begin(clip, entry);
    }
    if (clip.writer === null) return;
    if (!clip.writer.accepts(entry)) {
      this.#goOn(clip, entry);
      return;
    }
    clip.log.observe(entry);
    clip.writer.write(entry);
  }

  /** The pictures have another format from here on: the rest of the clip is a file of its own. */
  #goOn(clip: Clip<Packet>, entry: RingEntry<Packet>): void {
    void this.#close(clip);
    if (clip.segment >= MOST_SEGMENTS) return;
    const next = this.#add(clip.wish, {
      segment: clip.segment + 1,
      start: { wishedT: entry.t, lateWhy: "the first picture that can be decoded alone came only then" },
      continues: clip.name,
      untilT: clip.untilT,
    });
    this.#recordUntil(next, clip.untilT);
    this.#feed(next, entry);
  }

  #recordUntil(clip: Clip<Packet>, untilT: number): void {
    clip.untilT = untilT;
    // Whoever has wished for it is told if it does not begin; a later segment just does not come to be.
    if (clip.writer === null && clip.continues === null) return;
    clip.cancel();
    const leftMs = untilT - this.#parts.clock.now().t + SILENT_END_MS;
    clip.cancel = this.#parts.scheduler.after(leftMs, () => void this.#close(clip));
  }

  #begin(clip: Clip<Packet>, entry: RingEntry<Packet>): void {
    clip.cancel();
    try {
      const { name, continues, wishedT, wish } = clip;
      const label = { clip: name, reason: wish.reason, continues, wishedT };
      clip.writer = this.#parts.open(clip.path, entry, label);
    } catch (error) {
      this.#fail(clip, messageOf(error));
      return;
    }
    clip.writer.failed.catch((error: unknown) => this.#fail(clip, messageOf(error)));
    this.#parts.sink.started(clip.name, { startT: entry.t, continues: clip.continues });
    this.#recordUntil(clip, clip.untilT);
  }

  #close(clip: Clip<Packet>): Promise<void> {
    clip.closing ??= this.#finish(clip);
    return clip.closing;
  }

  async #finish(clip: Clip<Packet>): Promise<void> {
    clip.cancel();
    try {
      const facts = await clip.writer?.close();
      if (!this.#clips.delete(clip.name)) return;
      if (facts !== undefined) {
        await this.#parts.sink.finished(clip.name, facts, clip.log.truth(facts.dropped));
      } else if (clip.continues === null) {
        this.#parts.sink.failed(clip.name, "the camera sent no pictures");
      }
    } catch (error) {
      this.#fail(clip, messageOf(error));
    }
  }

  #fail(clip: Clip<Packet>, why: string): void {
    clip.cancel();
    // Closing a broken clip only frees what it holds; its failure has been said.
    clip.closing ??=
      clip.writer?.close().then(
        () => undefined,
        () => undefined,
      ) ?? Promise.resolve();
    if (this.#clips.delete(clip.name)) this.#parts.sink.failed(clip.name, why);
  }
}
