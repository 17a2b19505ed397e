import { SAMPLE_RATE_HZ } from "../../sensors/audio-chunk.ts";
import { ACTIVITY_FRAME_SAMPLES } from "./ports.ts";

const SIZE = ACTIVITY_FRAME_SAMPLES;
/** Bands, of equal width on the mel scale between these frequencies. */
export const BANDS = 16;
const LOWEST_HZ = 80;
const HIGHEST_HZ = 7_000;

const melOf = (hz: number): number => 2595 * Math.log10(1 + hz / 700);
const hzOf = (mel: number): number => 700 * (10 ** (mel / 2595) - 1);
/** The spectrum's bins at which a band begins, peaks and ends: three neighbours of these. */
const EDGES = Array.from({ length: BANDS + 2 }, (_, i) => {
  const mel = melOf(LOWEST_HZ) + (i / (BANDS + 1)) * (melOf(HIGHEST_HZ) - melOf(LOWEST_HZ));
  return Math.floor(((SIZE + 1) * hzOf(mel)) / SAMPLE_RATE_HZ);
});
const WINDOW = Float64Array.from(
  { length: SIZE },
  (_, i) => (0.5 - 0.5 * Math.cos((2 * Math.PI * i) / (SIZE - 1))) / 32_768,
);

/** Turns of the Fourier transform: the first half of a circle in equal steps, clockwise. */
const TURNS = Array.from({ length: SIZE / 2 }, (_, i) => (-2 * Math.PI * i) / SIZE);
const COSINES = Float64Array.from(TURNS, Math.cos);
const SINES = Float64Array.from(TURNS, Math.sin);

/** Power of the sound of one frame (512 samples) in each of `BANDS` bands. */
export function bandsOf(samples: Int16Array): Float64Array {
  const real = WINDOW.map((weight, i) => weight * (samples[i] ?? 0));
  const imaginary = new Float64Array(SIZE);
  transform(real, imaginary);
  const power = (bin: number): number => (real[bin] ?? 0) ** 2 + (imaginary[bin] ?? 0) ** 2;
  return Float64Array.from({ length: BANDS }, (_, band) => {
    const [begin = 0, peak = 0, end = 0] = EDGES.slice(band, band + 3);
    let sum = 0;
    for (let bin = begin; bin < peak; bin += 1) sum += (power(bin) * (bin - begin)) / (peak - begin);
    for (let bin = peak; bin < end; bin += 1) sum += (power(bin) * (end - bin)) / (end - peak);
    return sum;
  });
}

/** The discrete Fourier transform in place (Cooley–Tukey, radix 2). */
function transform(real: Float64Array, imaginary: Float64Array): void {
  reorder(real);
  for (let half = 1; half < SIZE; half *= 2) {
    for (let step = 0; step < half; step += 1) {
      const turn = (step * SIZE) / (2 * half);
      const [cosine, sine] = [COSINES[turn] ?? 0, SINES[turn] ?? 0];
      for (let at = step; at < SIZE; at += 2 * half) {
        const other = at + half;
        const re = real[other] as number;
        const im = imaginary[other] as number;
        const turnedRe = re * cosine - im * sine;
        const turnedIm = re * sine + im * cosine;
        real[other] = (real[at] as number) - turnedRe;
        imaginary[other] = (imaginary[at] as number) - turnedIm;
        real[at] = (real[at] as number) + turnedRe;
        imaginary[at] = (imaginary[at] as number) + turnedIm;
      }
    }
  }
}

/** Puts each value to the place whose number is its own with the bits reversed. */
function reorder(values: Float64Array): void {
  for (let i = 1, j = 0; i < SIZE; i += 1) {
    let bit = SIZE >> 1;
    for (; (j & bit) !== 0; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) [values[i], values[j]] = [values[j] ?? 0, values[i] ?? 0];
  }
}
