import type { AudioChunk } from "./audio-chunk.ts";
import { SAMPLE_RATE_HZ } from "./audio-chunk.ts";

/** A block that starts this far from where the last one ended is a gap, not rounding. */
const GAP_MS = 200;

/** Cuts blocks of sound of any length into chunks of equal length, each with the capture time of its first sample. */
export class SoundChunker {
  readonly #samples: Int16Array;
  #filled = 0;
  #startT = 0;

  /** @param chunkSamples samples a chunk, e.g. 1280 for 80 ms */
  constructor(chunkSamples: number) {
    this.#samples = new Int16Array(chunkSamples);
  }

  /** @param block 16 kHz mono; @param t capture time of its first sample; @param atMinusT wall clock minus time since boot */
  *push(block: Int16Array, t: number, atMinusT: number): Generator<AudioChunk> {
    const expectedT = this.#startT + (this.#filled / SAMPLE_RATE_HZ) * 1000;
    if (this.#filled > 0 && Math.abs(t - expectedT) > GAP_MS) this.#filled = 0;
    let taken = 0;
    while (taken < block.length) {
      if (this.#filled === 0) this.#startT = t + (taken / SAMPLE_RATE_HZ) * 1000;
      const count = Math.min(block.length - taken, this.#samples.length - this.#filled);
      this.#samples.set(block.subarray(taken, taken + count), this.#filled);
      this.#filled += count;
      taken += count;
      if (this.#filled < this.#samples.length) continue;
      this.#filled = 0;
      yield { samples: this.#samples.slice(), t: this.#startT, at: this.#startT + atMinusT };
    }
  }
}
