import { expect, test } from "vitest";
import { Gain } from "../../../../src/perception/sound/gain.ts";

const chunk = { samples: new Int16Array([0, 100, -100, 12_000, -12_000]), at: 1_000, t: 10 };

test("sound is left as it is at 0 dB", () => {
  const gain = new Gain();
  expect(gain.apply(chunk)).toBe(chunk);
  expect(gain.clipped).toBe(0);
});

test("20 dB is ten times as loud; what is too loud is cut off and counted, and never wraps around", () => {
  const gain = new Gain(20);
  expect(gain.apply(chunk)).toEqual({
    ...chunk,
    samples: new Int16Array([0, 1_000, -1_000, 32_767, -32_767]),
  });
  expect(gain.clipped).toBe(2);
});

test("it can be changed, also to less", () => {
  const gain = new Gain(20);
  gain.set(-20);
  expect([...gain.apply(chunk).samples]).toEqual([0, 10, -10, 1_200, -1_200]);
});
