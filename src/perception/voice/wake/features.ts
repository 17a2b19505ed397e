import { MEL_BANDS, MEL_CONTEXT, MEL_STEP_FRAMES, MEL_STEP_SAMPLES, MelSpectrogram } from "./mel.ts";
import { EMBEDDING_FRAMES, EMBEDDING_SIZE, HEAD_EMBEDDINGS, type SpeechEmbedding } from "./ports.ts";

const STEP_VALUES = MEL_STEP_FRAMES * MEL_BANDS;
const WINDOW_VALUES = EMBEDDING_FRAMES * MEL_BANDS;
/** The more embeddings are made at once, the more memory the model takes. */
const AT_ONCE = 2;
/** Steps of mel frames that are kept: what all embeddings of a head look at. */
const KEPT_STEPS = Math.ceil(EMBEDDING_FRAMES / MEL_STEP_FRAMES) + HEAD_EMBEDDINGS - 1;

/**
 * Sound in; what a head looks at out, every 80 ms. Mel frames are computed of all sound, embeddings only of what is asked
 * for: those of the two seconds before are made up for then, so that a phrase after silence is seen whole.
 */
export class SpeechFeatures {
  readonly #embedding: SpeechEmbedding;
  readonly #spectrogram = new MelSpectrogram();
  readonly #samples = new Int16Array(MEL_CONTEXT + MEL_STEP_SAMPLES);
  #filled = MEL_CONTEXT;
  /** The last steps' mel frames, the oldest first. As openWakeWord starts: ones. */
  readonly #mel = new Float32Array(KEPT_STEPS * STEP_VALUES).fill(1);
  readonly #embeddings = new Float32Array(HEAD_EMBEDDINGS * EMBEDDING_SIZE);
  /** Steps of which no embedding was made yet. */
  #missing = HEAD_EMBEDDINGS;

  constructor(embedding: SpeechEmbedding) {
    this.#embedding = embedding;
  }

  /** Takes the next samples; yields at each step of 80 ms that they complete how many of them are used up by then. */
  *push(samples: Int16Array): Generator<number> {
    for (let at = 0; at < samples.length;) {
      const count = Math.min(samples.length - at, this.#samples.length - this.#filled);
      this.#samples.set(samples.subarray(at, at + count), this.#filled);
      this.#filled += count;
      at += count;
      if (this.#filled < this.#samples.length) return;
      this.#mel.copyWithin(0, STEP_VALUES);
      this.#spectrogram.step(this.#samples, this.#mel.subarray(this.#mel.length - STEP_VALUES));
      this.#samples.copyWithin(0, MEL_STEP_SAMPLES);
      this.#filled = MEL_CONTEXT;
      this.#missing = Math.min(this.#missing + 1, HEAD_EMBEDDINGS);
      yield at;
    }
  }

  /** The embeddings until the last step, 16 × 96 numbers; they hold until the next call. */
  async current(): Promise<Float32Array> {
    while (this.#missing > 0) {
      const count = Math.min(this.#missing, AT_ONCE);
      const windows = new Float32Array(count * WINDOW_VALUES);
      for (let i = 0; i < count; i += 1) {
        const end = this.#mel.length - (this.#missing - 1 - i) * STEP_VALUES;
        windows.set(this.#mel.subarray(end - WINDOW_VALUES, end), i * WINDOW_VALUES);
      }
      const made = await this.#embedding.embed(windows, count);
      this.#embeddings.copyWithin(0, count * EMBEDDING_SIZE);
      this.#embeddings.set(made, (HEAD_EMBEDDINGS - count) * EMBEDDING_SIZE);
      this.#missing -= count;
    }
    return this.#embeddings;
  }

  /** Forgets what was heard. */
  reset(): void {
    this.#samples.fill(0);
    this.#filled = MEL_CONTEXT;
    this.#mel.fill(1);
    this.#missing = HEAD_EMBEDDINGS;
  }
}
