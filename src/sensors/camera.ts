import type { AudioChunk } from "./audio-chunk.ts";
import type { Frame } from "./frame.ts";
import type { RingEntry } from "./packet-ring.ts";

/** What else is known of a picture: how far it shows the present, and how large it was. */
export interface FrameContext {
  /** How far the stream is behind by presentation time, against its best, ms; 0 for files. */
  readonly lagMs: number;
  /** The picture has not changed at all for over two seconds. */
  readonly frozen: boolean;
  /** The picture shows nothing, suddenly and for over three seconds. */
  readonly covered: boolean;
  /** The stream's time leapt against ours within the last seconds. */
  readonly leapt: boolean;
  /** Width of the camera's own picture, of which the frame may be a smaller version, pixels. */
  readonly fullWidth: number;
}

/** Where a camera's pictures, packets and sound go. Nothing here may block: slow work is the receiver's own affair. */
export interface CameraSink<Packet> {
  /** Ownership of the packet passes to the sink. */
  packet(entry: RingEntry<Packet>): void;
  /** A picture to analyse. Sources that can wait (files played as fast as possible) wait for the promise. */
  frame(frame: Frame, context: FrameContext): void | Promise<void>;
  sound(chunk: AudioChunk): void;
  /** Said at each opening: null if the packets can be recorded, otherwise why not. */
  unrecordable(why: string | null): void;
  /** Said at each change: whether pictures flow, and why not. */
  health(ok: boolean, why: string): void;
  /** A file that plays once is over; nothing follows. */
  ended(): void;
}

/** A camera: reconnects by itself and never throws after `start`. */
export interface CameraSource<Packet> {
  start(sink: CameraSink<Packet>): void;
  /** Safe without start, safe twice; nothing comes after it resolves. */
  stop(): Promise<void>;
  /** What was counted so far: frames, dropped, decodeErrors, restarts. */
  counters(): Readonly<Record<string, number>>;
}

/** What a clip's file is called besides until it is closed. It can be played, up to its last whole fragment, under this name too. */
export const PART_SUFFIX = ".part";

/** What became of a clip. */
export interface ClipFacts {
  readonly seconds: number;
  readonly bytes: number;
  /** Packets that came and could not be written: without a time, or of before the beginning. */
  readonly dropped: number;
  /** The file, closed. */
  readonly path: string;
}

/** A clip that is being written. */
export interface ClipWriter<Packet> {
  /** Whether packets of this entry can follow what was written: the format is the same. */
  accepts(entry: RingEntry<Packet>): boolean;
  /** Queues a reference of its own to the packet and returns at once. */
  write(entry: RingEntry<Packet>): void;
  /** Rejects, once, when the file cannot be written any more. */
  readonly failed: Promise<never>;
  /** Writes what is queued and gives the file its final name. */
  close(): Promise<ClipFacts>;
}

/** What is known of a clip when it is begun. */
interface ClipLabel {
  readonly clip: string;
  /** Why it is recorded. */
  readonly reason: string;
  /** The clip that it goes on from; null for a first one. */
  readonly continues: string | null;
  /** Where it was wished to begin, ms since boot. */
  readonly wishedT: number;
}

/** Begins clips. `path` is the final name; until it is closed the file has `.part` after it. */
export type OpenClip<Packet> = (
  path: string,
  first: RingEntry<Packet>,
  label: ClipLabel,
) => ClipWriter<Packet>;
