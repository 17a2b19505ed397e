import { describe, expect, it } from "vitest";
import { activePower, amplified, levelOf, withNoise } from "../../../../../src/app/evaluate/voice/noise.ts";

/** A tone between two silences of the same length. */
const tone = (amplitude: number): Int16Array =>
  Int16Array.from({ length: 48_000 }, (_, i) =>
    i >= 16_000 && i < 32_000 ? Math.round(amplitude * Math.sin(i / 3)) : 0,
  );
/** Numbers that look like chance, the same every time. */
const hiss = (amplitude: number, length: number): Int16Array => {
  let seed = 1;
  return Int16Array.from({ length }, () => {
    seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff;
    return Math.round((seed / 0x7fffffff - 0.5) * 2 * amplitude);
  });
};
const power = (samples: Int16Array): number =>
  samples.reduce((sum, sample) => sum + sample ** 2, 0) / samples.length;

describe("noise in recordings", () => {
  it("measures speech without its pauses", () => {
    expect(activePower(tone(8_000))).toBeCloseTo(8_000 ** 2 / 2, -7);
    expect(levelOf(32_767 ** 2)).toBe(0);
    expect(levelOf(0)).toBe(-Infinity);
  });

  it.each([0, 10, 20])("lies %i dB below the speech, under the silence too", (snrDb) => {
    const clean = tone(8_000);
    const mixed = withNoise(clean, { noise: hiss(500, 7_000), snrDb, offset: 0.3 });
    const noise = mixed.map((sample, i) => sample - (clean[i] ?? 0));
    expect(levelOf(activePower(clean)) - levelOf(power(noise))).toBeCloseTo(snrDb, 1);
    expect(power(noise.subarray(0, 16_000))).toBeGreaterThan(0.8 * power(noise));
  });

  it("begins where it is told, the same every time", () => {
    const noise = hiss(500, 7_000);
    const at = (offset: number): Int16Array => withNoise(tone(8_000), { noise, snrDb: 10, offset });
    expect(at(0.5)).toEqual(at(0.5));
    expect(at(0.5)).not.toEqual(at(0.6));
  });

  it("clips nothing", () => {
    const mixed = withNoise(tone(32_000), { noise: hiss(500, 7_000), snrDb: 0, offset: 0 });
    const flat = mixed.filter((sample, i) => Math.abs(sample) > 32_000 && sample === mixed[i + 1]);
    expect(flat).toHaveLength(0);
  });

  it("leaves silence alone, and silent noise has no effect", () => {
    expect(withNoise(new Int16Array(100), { noise: hiss(500, 50), snrDb: 10, offset: 0 })).toEqual(
      new Int16Array(100),
    );
    expect(withNoise(tone(900), { noise: new Int16Array(50), snrDb: 10, offset: 0 })).toEqual(tone(900));
  });
});

it("amplified makes louder, quieter, and clips", () => {
  expect(amplified(Int16Array.of(100, -20_000), 20)).toEqual(Int16Array.of(1_000, -32_767));
  expect(amplified(Int16Array.of(1_000), -20)).toEqual(Int16Array.of(100));
});
