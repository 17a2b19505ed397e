import { expect, test } from "vitest";
import { SoundLevel } from "../../../../../src/app/doctor/probe/sound-level.ts";

test("a tone at half of full scale is 6 dB below it at its peak, and 9 dB in the mean", () => {
  const level = new SoundLevel();
  const tone = Int16Array.from(
    { length: 16_000 },
    (_, i) => 16_384 * Math.sin((2 * Math.PI * 440 * i) / 16_000),
  );
  level.add(tone.subarray(0, 5000));
  level.add(tone.subarray(5000));
  const { seconds, levelDb, peakDb, clipped } = level.report();
  expect(seconds).toBe(1);
  expect(peakDb).toBeCloseTo(-6, 1);
  expect(levelDb).toBeCloseTo(-9, 1);
  expect(clipped).toBe(0);
});

test("silence has no level, and samples at the limit are counted", () => {
  const silence = new SoundLevel();
  silence.add(new Int16Array(100));
  expect(silence.report()).toMatchObject({ levelDb: null, peakDb: null });
  const loud = new SoundLevel();
  loud.add(Int16Array.of(32_767, -32_768, 0, 0));
  expect(loud.report()).toMatchObject({ clipped: 0.5 });
});
