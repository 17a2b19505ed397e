import { describe, expect, it } from "vitest";
import { to16kHz, to48kHz } from "../../../../src/adapters/rnnoise/resample.ts";
import { RnnoiseSuppressor } from "../../../../src/adapters/rnnoise/rnnoise-suppressor.ts";

/** Numbers that look like chance, the same every time. */
function hiss(length: number, amplitude: number): Int16Array {
  let seed = 3;
  return Int16Array.from({ length }, () => {
    seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff;
    return Math.round((seed / 0x7fffffff - 0.5) * 2 * amplitude);
  });
}
const power = (samples: Int16Array): number =>
  samples.reduce((sum, sample) => sum + sample ** 2, 0) / samples.length;

describe("resampling", () => {
  it.each([200, 1_000, 6_000])("brings a tone of %i Hz back as it was", (hz) => {
    const tone = Int16Array.from(
      { length: 4_800 },
      (_, i) => 8_000 * Math.sin((2 * Math.PI * hz * i) / 16_000),
    );
    const back = to16kHz(to48kHz(tone));
    expect(back).toHaveLength(tone.length);
    const error = tone.map((sample, i) => sample - (back[i] ?? 0)).subarray(100, -100);
    expect(power(error)).toBeLessThan(power(tone) / 1_000);
  });
});

describe("the noise suppressor", () => {
  it("takes hiss out, and keeps the length", async () => {
    const noise = hiss(16_123, 1_000);
    const clean = await new RnnoiseSuppressor().suppress(noise);
    expect(clean).toHaveLength(noise.length);
    expect(power(clean)).toBeLessThan(power(noise) / 10);
  });

  it("remembers nothing of another sound, and leaves no traces", async () => {
    const suppressor = new RnnoiseSuppressor();
    const first = await suppressor.suppress(hiss(8_000, 1_000));
    await suppressor.suppress(hiss(8_000, 20_000));
    expect(await suppressor.suppress(hiss(8_000, 1_000))).toEqual(first);
    expect("window" in globalThis).toBe(false);
  });
});
