/** Mel frames that one embedding looks at: 760 ms. */
export const EMBEDDING_FRAMES = 76;
/** Numbers of an embedding. */
export const EMBEDDING_SIZE = 96;
/** Embeddings, 80 ms apart, that a head looks at: about 2 s of sound. */
export const HEAD_EMBEDDINGS = 16;

/** Turns pieces of speech into numbers that say how it sounds. */
export interface SpeechEmbedding {
  /**
   * @param windows `count` × 76 frames × 32 mel values, one window after the other
   * @returns `count` × 96 numbers
   */
  embed(windows: Float32Array, count: number): Promise<Float32Array>;
  close(): Promise<void>;
}

/** Tells one phrase from everything else. */
export interface WakeHead {
  /** How many embeddings it looks at. */
  readonly embeddings: number;
  /** 0–1: how like its phrase the sound is that ends now; takes `embeddings` × 96 numbers, the oldest first. */
  score(features: Float32Array): Promise<number>;
  close(): Promise<void>;
}
