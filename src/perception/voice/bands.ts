import { SAMPLE_RATE_HZ } from "../../sensors/audio-chunk.ts";
import { FOURIER_SIZE as SIZE, transform } from "./fourier.ts";

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
