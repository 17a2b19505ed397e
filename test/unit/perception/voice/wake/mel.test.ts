import { expect, test } from "vitest";
import {
  MEL_BANDS,
  MEL_CONTEXT,
  MEL_STEP_FRAMES,
  MEL_STEP_SAMPLES,
  MelSpectrogram,
} from "../../../../../src/perception/voice/wake/mel.ts";

const SAMPLES = Float32Array.from({ length: MEL_CONTEXT + MEL_STEP_SAMPLES }, (_, i) =>
  Math.round(6000 * Math.sin(i * 0.05 + i * i * 2e-5) + 900 * Math.sin(i * 0.9)),
);
/** What openWakeWord's melspectrogram.onnx (0.1) gives for frames 0, 3 and 7 of these samples, divided by 10, plus 2. */
const EXPECTED: Readonly<Record<number, readonly number[]>> = {
  0: [
    11.774, 11.604, 9.564, 7.242, 6.427, 5.369, 5.155, 4.325, 4.305, 3.854, 3.854, 3.854, 3.854, 3.854, 3.854,
    3.854, 3.854, 3.854, 3.854, 3.854, 3.854, 3.854, 3.854, 4.879, 9.41, 9.852, 7.48, 3.854, 3.854, 3.854,
    3.854, 3.854,
  ],
  3: [
    11.008, 11.854, 11.311, 8.718, 7.162, 5.996, 5.499, 4.794, 4.617, 4.037, 3.995, 3.854, 3.854, 3.854,
    3.854, 3.854, 3.854, 3.854, 3.854, 3.854, 3.854, 3.854, 3.854, 4.881, 9.41, 9.852, 7.48, 3.854, 3.854,
    3.854, 3.854, 3.854,
  ],
  7: [
    8.416, 11.093, 11.85, 11.276, 8.734, 7.01, 6.057, 5.284, 4.848, 4.415, 4.042, 3.854, 3.854, 3.854, 3.854,
    3.854, 3.854, 3.854, 3.854, 3.854, 3.854, 3.854, 3.854, 4.886, 9.41, 9.852, 7.48, 3.854, 3.854, 3.854,
    3.854, 3.854,
  ],
};

const step = (samples: Int16Array | Float32Array, variation = {}): Float32Array => {
  const frames = new Float32Array(MEL_STEP_FRAMES * MEL_BANDS);
  new MelSpectrogram(variation).step(samples, frames);
  return frames;
};

test("the mel spectrogram is the one that the embedding was trained on", () => {
  const frames = step(SAMPLES);
  for (const [frame, values] of Object.entries(EXPECTED))
    values.forEach((value, band) => expect(frames[Number(frame) * MEL_BANDS + band]).toBeCloseTo(value, 2));
});

test("nothing is more than 80 dB below the loudest of its step, and silence has a floor", () => {
  const loud = step(SAMPLES);
  expect(Math.min(...loud)).toBeGreaterThanOrEqual(Math.max(...loud) - 8 - 1e-4);
  expect([...step(new Int16Array(MEL_CONTEXT + MEL_STEP_SAMPLES))]).toEqual(
    Array<number>(MEL_STEP_FRAMES * MEL_BANDS).fill(-8),
  );
});

test("a warped spectrogram sees a higher tone where the plain one sees a lower", () => {
  const tone = (hz: number): Float32Array =>
    Float32Array.from(SAMPLES, (_, i) => 8000 * Math.sin((2 * Math.PI * hz * i) / 16_000));
  const peak = (frames: Float32Array): number =>
    frames.subarray(0, MEL_BANDS).indexOf(Math.max(...frames.subarray(0, MEL_BANDS)));
  expect(peak(step(tone(1200), { warp: 1.2 }))).toBe(peak(step(tone(1000))));
  expect(peak(step(tone(1200)))).toBeGreaterThan(peak(step(tone(1000))));
});
