import { expect, test } from "vitest";
import {
  loudness,
  noisy,
  trimmed,
  varied,
} from "../../../../../src/perception/voice/wake/training/augment.ts";
import { seeded } from "../../../../../src/perception/voice/wake/training/random.ts";

const tone = (samples: number, level: number): Float32Array =>
  Float32Array.from({ length: samples }, (_, i) => level * Math.sin(i * 0.3));

test("silence before and behind is cut off", () => {
  const sound = new Float32Array(3_000);
  sound.set(tone(1_000, 5_000), 800);
  expect(trimmed(sound).length).toBeGreaterThan(990);
  expect(trimmed(sound).length).toBeLessThanOrEqual(1_000);
});

test("noise is as far below the sound as it was asked for", () => {
  const sound = tone(16_000, 4_000);
  const level = loudness(sound);
  const heard = noisy(sound, { level, snrDb: 12 }, seeded(1));
  const added = heard.map((value, i) => value - (sound[i] as number));
  expect(20 * Math.log10(level / loudness(added))).toBeCloseTo(12, 1);
});

test("nothing exceeds 16 bits", () => {
  const heard = noisy(tone(4_000, 32_000), { level: 30_000, snrDb: 0 }, seeded(1));
  expect(Math.max(...heard)).toBeLessThanOrEqual(32_767);
  expect(Math.min(...heard)).toBeGreaterThanOrEqual(-32_768);
});

test("a take differs in length and level, by the seed", () => {
  const sound = tone(16_000, 4_000);
  const takes = Array.from({ length: 40 }, (_, seed) => varied(sound, seeded(seed)));
  const levels = takes.map((take) => 20 * Math.log10(loudness(take) / 32_768));
  expect(Math.min(...levels)).toBeGreaterThanOrEqual(-38.01);
  expect(Math.max(...levels)).toBeLessThanOrEqual(-7.99);
  expect(Math.max(...levels) - Math.min(...levels)).toBeGreaterThan(15);
  expect(new Set(takes.map((take) => take.length)).size).toBeGreaterThan(30);
  expect(varied(sound, seeded(3))).toEqual(varied(sound, seeded(3)));
});
