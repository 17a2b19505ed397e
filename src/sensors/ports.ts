import type { AudioChunk } from "./audio-chunk.ts";
import type { Frame } from "./frame.ts";

/** Reads the pictures of a file, for enrolment and analysis; not for live sources. */
export interface FrameReader {
  /** The file's frames in order, thinned to `fps`; rejects with kind `missing` if the file cannot be read. */
  frames(path: string, options: { fps: number; signal?: AbortSignal }): AsyncIterable<Frame>;
}

/** Reads the sound of a file of any format that carries sound. */
export interface AudioReader {
  /**
   * 16 kHz mono signed 16 bit blocks of at most a second each, in order and as fast as the reader can;
   * rejects with kind `missing` if the file cannot be read or has no sound.
   */
  samples(path: string, signal?: AbortSignal): AsyncIterable<Int16Array>;
}

/** Where a microphone's sound goes. */
export interface AudioSink {
  /** Resolves when the sound has been looked at: a source that is not live waits for it, a live one does not. */
  chunk(chunk: AudioChunk): Promise<void>;
  /** Said at each change: whether sound flows, and why not. */
  health(ok: boolean, why: string): void;
  /** A file that plays once is over; nothing follows. */
  ended(): void;
}

/** A microphone: recovers by itself, never throws after `start`. */
export interface AudioSource {
  start(sink: AudioSink): void;
  /** Ends capture; safe without start, safe twice; resolves when nothing more comes and no child is left. */
  stop(): Promise<void>;
}
