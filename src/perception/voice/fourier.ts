/** How many values a transform takes: a power of two. */
export const FOURIER_SIZE = 512;
const SIZE = FOURIER_SIZE;

/** Turns of the Fourier transform: the first half of a circle in equal steps, clockwise. */
const TURNS = Array.from({ length: SIZE / 2 }, (_, i) => (-2 * Math.PI * i) / SIZE);
const COSINES = Float64Array.from(TURNS, Math.cos);
const SINES = Float64Array.from(TURNS, Math.sin);

/** The discrete Fourier transform of 512 complex numbers, in place (Cooley–Tukey, radix 2). */
export function transform(real: Float64Array, imaginary: Float64Array): void {
  reorder(real);
  reorder(imaginary);
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
