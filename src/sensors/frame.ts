/** One picture of a camera, with the time at which it was captured. */
export interface Frame {
  readonly camera: string;
  readonly width: number;
  readonly height: number;
  /** RGB, 8 bits a channel, rows top to bottom without padding: width × height × 3 bytes, square pixels. */
  readonly data: Uint8Array;
  /** Capture time: wall clock, and ms since boot (see `runtime/clock.ts`). */
  readonly at: number;
  readonly t: number;
  /** Presentation time within the stream, ms; null if the source has none. */
  readonly ptsMs: number | null;
}
