/** RNNoise works at three times Gatehouse's rate. */
export const FACTOR = 3;
/** Half the filter's length, at the higher rate: it fades out within 0.7 ms of the ideal one. */
const REACH = 32;
/** A low-pass a little below 8 kHz: a sinc in a Hann window, one tap a sample of the higher rate. */
const TAPS = Float32Array.from({ length: 2 * REACH + 1 }, (_, i) => {
  const x = ((i - REACH) / FACTOR) * 0.95;
  const sinc = x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
  return 0.95 * sinc * (0.5 + 0.5 * Math.cos((Math.PI * (i - REACH)) / (REACH + 1)));
});

/** The same sound at 48 kHz, as floating-point values of the size of the samples. */
export function to48kHz(samples: Int16Array): Float32Array {
  const out = new Float32Array(samples.length * FACTOR);
  for (let n = 0; n < out.length; n += 1) {
    const first = Math.max(0, Math.ceil((n - REACH) / FACTOR));
    const last = Math.min(samples.length - 1, Math.floor((n + REACH) / FACTOR));
    let sum = 0;
    for (let k = first; k <= last; k += 1)
      sum += (samples[k] as number) * (TAPS[n - FACTOR * k + REACH] as number);
    out[n] = sum;
  }
  return out;
}

/** The reverse; what is too loud is clipped. */
export function to16kHz(sound: Float32Array): Int16Array {
  const out = new Int16Array(Math.floor(sound.length / FACTOR));
  for (let k = 0; k < out.length; k += 1) {
    const middle = FACTOR * k;
    let sum = 0;
    for (let i = Math.max(-REACH, -middle); i <= REACH && middle + i < sound.length; i += 1)
      sum += (sound[middle + i] as number) * (TAPS[i + REACH] as number);
    out[k] = Math.max(-32_767, Math.min(32_767, Math.round(sum / FACTOR)));
  }
  return out;
}
