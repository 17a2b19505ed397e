import type { AudioChunk } from "../../sensors/audio-chunk.ts";

const LOUDEST = 32_767;

/** Makes a microphone's sound louder (dB above 0) or quieter. Samples that become too loud are cut off, and counted. */
export class Gain {
  #factor = 1;
  #clipped = 0;

  constructor(dB = 0) {
    this.set(dB);
  }

  /** Samples that were cut off so far: where it is many, the gain is too high. */
  get clipped(): number {
    return this.#clipped;
  }

  set(dB: number): void {
    this.#factor = 10 ** (dB / 20);
  }

  /** The same chunk at 0 dB, else another one. */
  apply<Chunk extends Pick<AudioChunk, "samples">>(chunk: Chunk): Chunk {
    if (this.#factor === 1) return chunk;
    return { ...chunk, samples: chunk.samples.map((sample) => this.#amplified(sample)) };
  }

  #amplified(sample: number): number {
    const louder = Math.round(sample * this.#factor);
    if (Math.abs(louder) <= LOUDEST) return louder;
    this.#clipped += 1;
    return Math.sign(louder) * LOUDEST;
  }
}
