/** Rate of all audio inside Gatehouse, Hz. */
export const SAMPLE_RATE_HZ = 16_000;

/** A run of sound: 16 kHz, mono, signed 16 bit. */
export interface AudioChunk {
  readonly samples: Int16Array;
  /** Capture time of the first sample: wall clock, and ms since boot. */
  readonly at: number;
  readonly t: number;
}
