import { expect, it } from "vitest";
import { bandsOf } from "../../../../src/perception/voice/bands.ts";
import { mouthOfSound } from "../../../../src/perception/voice/mouth-of-sound.ts";

/** Something like a vowel: harmonics of 120 Hz, strongest around two formants. */
function vowel(formants: readonly [number, number], amplitude: number): Float64Array {
  const near = (hz: number): number =>
    formants.reduce((sum, at) => sum + Math.exp(-(((hz - at) / 200) ** 2)), 0);
  const harmonics = Array.from({ length: 40 }, (_, k) => 120 * (k + 1));
  return bandsOf(
    Int16Array.from({ length: 512 }, (_, i) =>
      harmonics.reduce(
        (sum, hz) => sum + amplitude * near(hz) * Math.sin((2 * Math.PI * hz * i) / 16_000 + hz),
        0,
      ),
    ),
  );
}
const quiet = bandsOf(Int16Array.from({ length: 512 }, (_, i) => (i % 7) - 3));
const ah = vowel([730, 1_090], 2_000);
const ee = vowel([270, 2_290], 2_000);
const times = <Value>(count: number, value: Value): Value[] => Array.from({ length: count }, () => value);
const middle = (values: readonly number[], from: number): number => values[from + 5] ?? Number.NaN;

it("expects a mouth further open for a vowel than for silence, step by step", () => {
  const mouth = mouthOfSound([...times(10, quiet), ...times(10, ah), ...times(10, ee), ...times(10, quiet)]);
  expect(mouth).toHaveLength(40);
  expect(middle(mouth, 10)).toBeGreaterThan(middle(mouth, 0));
  expect(middle(mouth, 20)).toBeGreaterThan(middle(mouth, 30));
});

it("has the same course however loud the sound is", () => {
  const say = (loudness: number): number[] =>
    mouthOfSound(
      [...times(8, ah), ...times(8, ee), ...times(8, ah)].map((step) => step.map((one) => one * loudness)),
    );
  const [one, other] = [say(1), say(0.01)];
  const shift = (other[0] ?? 0) - (one[0] ?? 0);
  for (const [i, value] of one.entries()) expect(other[i]).toBeCloseTo(value + shift, 6);
});

it("does not measure an answer by what was louder before it", () => {
  const loud = ah.map((power) => power * 10_000);
  const isAnswer = (step: number): boolean => step >= 20;
  const after = mouthOfSound([...times(20, loud), ...times(8, ah), ...times(8, ee)], isAnswer).slice(24);
  const alone = mouthOfSound([...times(20, quiet), ...times(8, ah), ...times(8, ee)], isAnswer).slice(24);
  expect(after).toEqual(alone);
});
