import { MOUTH_WEIGHTS, STEPS_AROUND } from "./mouth-weights.ts";

/** What is this much weaker than the loudest band of what was said is as good as silence: 40 dB. */
const FLOOR = 1e-4;

/**
 * How far the mouth of whoever makes a sound is likely to be open, step by step, without a unit: only its course counts.
 * A weighted sum of the logarithms of the bands' power around each step.
 *
 * @param bands of each step, as `bandsOf` gives them
 * @param isAnswer whether a step belongs to what was said; other sounds do not say how loud that was
 */
export function mouthOfSound(
  bands: readonly Float64Array[],
  isAnswer: (step: number) => boolean = () => true,
): number[] {
  const loudest = bands.reduce((most, step, i) => (isAnswer(i) ? Math.max(most, ...step) : most), 0);
  const floor = Math.max(1e-12, loudest * FLOOR);
  const logs = bands.map((step) => step.map((power) => Math.log(Math.max(power, floor))));
  return logs.map((_, i) =>
    STEPS_AROUND.reduce((sum, around, k) => {
      const near = logs[Math.min(logs.length - 1, Math.max(0, i + around))];
      const weights = MOUTH_WEIGHTS[k] ?? [];
      return weights.reduce((all, weight, band) => all + weight * (near?.[band] ?? 0), sum);
    }, 0),
  );
}
