import { SAMPLE_RATE_HZ } from "../../../sensors/audio-chunk.ts";
import { FOURIER_SIZE, transform } from "../fourier.ts";

/** Bands of a frame, equally wide on the mel scale. */
export const MEL_BANDS = 32;
/** A frame begins every 10 ms. */
const MEL_HOP = 160;
/** Frames that are computed at once: 80 ms. The quietest value depends on the loudest of the same step. */
export const MEL_STEP_FRAMES = 8;
/** New samples of a step: 80 ms. */
export const MEL_STEP_SAMPLES = MEL_HOP * MEL_STEP_FRAMES;
/** Samples before a step's new ones that its first frames reach back to. */
export const MEL_CONTEXT = 480;

const LOWEST_HZ = 60;
const HIGHEST_HZ = 3_800;
const WINDOW = 400;
/** Nothing counts as quieter than this, as power, nor as more than so many decibels below the loudest of its step. */
const LEAST_POWER = 1e-10;
const RANGE_DB = 80;

/** Slaney's mel scale: linear up to 1 kHz, logarithmic above. */
const LINEAR_HZ = 200 / 3;
const LOG_FROM_HZ = 1_000;
const LOG_FROM_MEL = LOG_FROM_HZ / LINEAR_HZ;
const LOG_STEP = Math.log(6.4) / 27;
const melOf = (hz: number): number =>
  hz < LOG_FROM_HZ ? hz / LINEAR_HZ : LOG_FROM_MEL + Math.log(hz / LOG_FROM_HZ) / LOG_STEP;
const hzOf = (mel: number): number =>
  mel < LOG_FROM_MEL ? mel * LINEAR_HZ : LOG_FROM_HZ * Math.exp(LOG_STEP * (mel - LOG_FROM_MEL));

/** Hann's window of 25 ms in the middle of the transform's 32 ms. */
const HANN = Float64Array.from({ length: FOURIER_SIZE }, (_, i) => {
  const at = i - (FOURIER_SIZE - WINDOW) / 2;
  return at < 0 || at >= WINDOW ? 0 : 0.5 - 0.5 * Math.cos((2 * Math.PI * at) / WINDOW);
});

/** Part of the spectrum that a band takes: weights from bin `first` on. */
interface Band {
  readonly first: number;
  readonly weights: Float64Array;
}

function bands(warp: number): readonly Band[] {
  const [low, high] = [melOf(LOWEST_HZ), melOf(HIGHEST_HZ)];
  const edge = (i: number): number => hzOf(low + (i / (MEL_BANDS + 1)) * (high - low)) * warp;
  return Array.from({ length: MEL_BANDS }, (_, band) => {
    const [begin, peak, end] = [edge(band), edge(band + 1), edge(band + 2)];
    const hz = (bin: number): number => (bin * SAMPLE_RATE_HZ) / FOURIER_SIZE;
    const first = Math.ceil((begin * FOURIER_SIZE) / SAMPLE_RATE_HZ);
    const last = Math.floor((end * FOURIER_SIZE) / SAMPLE_RATE_HZ);
    const weights = Float64Array.from({ length: last - first + 1 }, (__, i) => {
      const rising = (hz(first + i) - begin) / (peak - begin);
      const falling = (end - hz(first + i)) / (end - peak);
      // As in the model's training: bands of other widths have the same area.
      return Math.max(0, Math.min(rising, falling)) * ((2 * warp) / (end - begin));
    });
    return { first, weights };
  });
}

/** How speech is made to sound like other speech, for training. */
export interface MelVariation {
  /** Stretches the frequencies that the bands look at: another length of vocal tract. */
  readonly warp?: number;
  /** Lets the frames follow each other at another distance: faster speech (above 1) of the same pitch, or slower. */
  readonly tempo?: number;
}

/**
 * The mel spectrogram that Google's speech embedding was trained on, in the scaling of openWakeWord
 * (https://github.com/dscripka/openWakeWord): decibels / 10 + 2 of the power in 32 bands from 60 to 3,800 Hz, every 10 ms.
 */
export class MelSpectrogram {
  readonly #bands: readonly Band[];
  readonly #hop: number;
  readonly #real = new Float64Array(FOURIER_SIZE);
  readonly #imaginary = new Float64Array(FOURIER_SIZE);

  constructor({ warp = 1, tempo = 1 }: MelVariation = {}) {
    this.#bands = bands(warp);
    this.#hop = MEL_HOP * tempo;
  }

  /**
   * One step: 480 samples of context and 1,280 new ones (by `tempo` more), as 16-bit numbers (not scaled to ±1).
   * Writes 8 frames of 32 values into `into`, the oldest first.
   */
  step(samples: Int16Array | Float32Array, into: Float32Array): void {
    let loudest = -Infinity;
    for (let frame = 0; frame < MEL_STEP_FRAMES; frame += 2) {
      this.#twoFrames(samples, { frame, into: into.subarray(frame * MEL_BANDS) });
    }
    for (let i = 0; i < MEL_STEP_FRAMES * MEL_BANDS; i += 1) {
      const decibels = 10 * Math.log10(Math.max(into[i] as number, LEAST_POWER));
      into[i] = decibels;
      if (decibels > loudest) loudest = decibels;
    }
    for (let i = 0; i < MEL_STEP_FRAMES * MEL_BANDS; i += 1)
      into[i] = Math.max(into[i] as number, loudest - RANGE_DB) / 10 + 2;
  }

  /** Powers of two frames by one transform: one is its real, one its imaginary part. */
  #twoFrames(samples: Int16Array | Float32Array, to: { frame: number; into: Float32Array }): void {
    const [real, imaginary] = [this.#real, this.#imaginary];
    const at = Math.round(to.frame * this.#hop);
    const nextAt = Math.round((to.frame + 1) * this.#hop);
    for (let i = 0; i < FOURIER_SIZE; i += 1) {
      const weight = HANN[i] as number;
      real[i] = weight * (samples[at + i] ?? 0);
      imaginary[i] = weight * (samples[nextAt + i] ?? 0);
    }
    transform(real, imaginary);
    for (let band = 0; band < MEL_BANDS; band += 1) {
      const { first, weights } = this.#bands[band] as Band;
      let [sum, next] = [0, 0];
      for (let i = 0; i < weights.length; i += 1) {
        const bin = first + i;
        const mirror = FOURIER_SIZE - bin;
        const [re, im] = [real[bin] as number, imaginary[bin] as number];
        const [otherRe, otherIm] = [real[mirror] as number, imaginary[mirror] as number];
        const weight = (weights[i] as number) / 4;
        sum += weight * ((re + otherRe) ** 2 + (im - otherIm) ** 2);
        next += weight * ((im + otherIm) ** 2 + (re - otherRe) ** 2);
      }
      to.into[band] = sum;
      to.into[MEL_BANDS + band] = next;
    }
  }
}
