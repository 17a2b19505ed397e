import type { Cancel, Clock, Scheduler } from "../runtime/clock.ts";
import { messageOf } from "../runtime/errors.ts";
import type { ClipFacts, ClipWriter, OpenClip } from "./camera.ts";
import type { PacketRing, RingEntry } from "./packet-ring.ts";

/** A clip that nobody ends is ended here: disks are finite. */
const LONGEST_CLIP_MS = 3_600_000;

/** A camera without pictures can begin no clip; its asker is told after this long. */
const FIRST_PICTURE_WITHIN_MS = 4_000;

/** When no packets come any more, a clip is closed this long after its end. */
const SILENT_END_MS = 1_000;

/** What is said about clips. */
interface ClipDeskSink {
  started(clip: string, startT: number): void;
  /** `closeAll` waits for what this still has to do. */
  finished(clip: string, facts: ClipFacts): void | Promise<void>;
  failed(clip: string, why: string): void;
}

export interface ClipDeskParts<Packet> {
  readonly ring: PacketRing<Packet>;
  readonly open: OpenClip<Packet>;
  readonly sink: ClipDeskSink;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
}

interface Clip<Packet> {
  readonly name: string;
  readonly path: string;
  writer: ClipWriter<Packet> | null;
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
  record(wish: { readonly clip: string; readonly path: string; readonly fromT: number }): void {
    if (this.#clips.has(wish.clip)) return;
    if (this.#unrecordable !== null) {
      this.#parts.sink.failed(wish.clip, this.#unrecordable);
      return;
    }
    const clip: Clip<Packet> = {
      name: wish.clip,
      path: wish.path,
      writer: null,
      untilT: this.#parts.clock.now().t + LONGEST_CLIP_MS,
      cancel: () => undefined,
      closing: null,
    };
    this.#clips.set(clip.name, clip);
    for (const entry of this.#parts.ring.from(wish.fromT)) this.#feed(clip, entry);
    if (clip.writer === null) {
      clip.cancel = this.#parts.scheduler.after(FIRST_PICTURE_WITHIN_MS, () => {
        this.#fail(clip, "the camera sends no pictures");
      });
    }
  }

  /** Lets the clip go on until `untilT`; a later call replaces an earlier one. */
  recordUntil(name: string, untilT: number): void {
    const clip = this.#clips.get(name);
    if (clip === undefined || clip.closing !== null) return;
    clip.untilT = untilT;
    if (clip.writer === null) return;
    clip.cancel();
    const leftMs = untilT - this.#parts.clock.now().t + SILENT_END_MS;
    clip.cancel = this.#parts.scheduler.after(leftMs, () => void this.#close(clip));
  }

  /** Each packet that went into the ring, in order. */
  packet(entry: RingEntry<Packet>): void {
    for (const clip of this.#clips.values()) this.#feed(clip, entry);
  }

  /** Closes everything that is open: at the end of a file, or when the process ends. */
  async closeAll(): Promise<void> {
    await Promise.all([...this.#clips.values()].map((clip) => this.#close(clip)));
  }

  #feed(clip: Clip<Packet>, entry: RingEntry<Packet>): void {
    if (clip.closing !== null) return;
    if (clip.writer === null) {
      if (!entry.key) return;
      this.#begin(clip, entry);
    }
    if (clip.writer === null) return;
    if (entry.t > clip.untilT || !clip.writer.accepts(entry)) {
      void this.#close(clip);
      return;
    }
    clip.writer.write(entry);
  }

  #begin(clip: Clip<Packet>, entry: RingEntry<Packet>): void {
    clip.cancel();
    try {
      clip.writer = this.#parts.open(clip.path, entry);
    } catch (error) {
      this.#fail(clip, messageOf(error));
      return;
    }
    clip.writer.failed.catch((error: unknown) => this.#fail(clip, messageOf(error)));
    this.#parts.sink.started(clip.name, entry.t);
    this.recordUntil(clip.name, clip.untilT);
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
      if (facts === undefined) this.#parts.sink.failed(clip.name, "the camera sent no pictures");
      else await this.#parts.sink.finished(clip.name, facts);
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
