import { SAMPLE_RATE_HZ } from "../../../sensors/audio-chunk.ts";
import type { SoundReport } from "./jobs.ts";

const FULL_SCALE = 32_768;
/** The last step before the limit counts as the limit: recorders differ in how they cut. */
const CLIPPED_FROM = 32_766;

/** Measures how loud a sound is. */
export class SoundLevel {
  #samples = 0;
  #squares = 0;
  #peak = 0;
  #clipped = 0;

  get samples(): number {
    return this.#samples;
  }

  /** @param samples 16 bit */
  add(samples: Int16Array): void {
    this.#samples += samples.length;
    for (const sample of samples) {
      const size = Math.abs(sample);
      this.#squares += size * size;
      if (size > this.#peak) this.#peak = size;
      if (size >= CLIPPED_FROM) this.#clipped += 1;
    }
  }

  report(): SoundReport {
    const count = Math.max(1, this.#samples);
    return {
      seconds: this.#samples / SAMPLE_RATE_HZ,
      levelDb: decibels(Math.sqrt(this.#squares / count)),
      peakDb: decibels(this.#peak),
      clipped: this.#clipped / count,
    };
  }
}

function decibels(size: number): number | null {
  return size === 0 ? null : 20 * Math.log10(size / FULL_SCALE);
}
