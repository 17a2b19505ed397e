import { expect, it } from "vitest";
import { BANDS, bandsOf } from "../../../../src/perception/voice/bands.ts";

function tone(hz: number, amplitude: number): Int16Array {
  return Int16Array.from({ length: 512 }, (_, i) => amplitude * Math.sin((2 * Math.PI * hz * i) / 16_000));
}
const loudestOf = (bands: Float64Array): number => bands.indexOf(Math.max(...bands));

it("finds a tone in one band, a higher one in a higher band", () => {
  const found = [150, 400, 800, 1_500, 3_000, 6_000].map((hz) => loudestOf(bandsOf(tone(hz, 8_000))));
  expect(found).toEqual([...new Set(found)].sort((a, b) => a - b));
  expect(found.every((band) => band >= 0 && band < BANDS)).toBe(true);
});

it("measures the power as the Fourier sum over the frame does", () => {
  // Not a multiple of the bins' width, and two at once.
  const sound = Int16Array.from(tone(431, 5_000), (one, i) => one + (tone(2_210, 3_000)[i] ?? 0));
  const weighted = Array.from(
    sound,
    (one, i) => ((0.5 - 0.5 * Math.cos((2 * Math.PI * i) / 511)) * one) / 32_768,
  );
  const power = (bin: number): number => {
    const along = (of: (angle: number) => number): number =>
      weighted.reduce((sum, one, i) => sum + one * of((2 * Math.PI * bin * i) / 512), 0);
    return along(Math.cos) ** 2 + along(Math.sin) ** 2;
  };
  const bands = bandsOf(sound);
  const peaks = [...bands.keys()].map((band) => bands[band] ?? 0);
  const total = Array.from({ length: 222 }, (_, bin) => power(bin + 2)).reduce((sum, one) => sum + one, 0);
  expect(peaks.reduce((sum, one) => sum + one, 0) / total).toBeCloseTo(1, 1);
});

it("hears nothing in silence, and four times the power in a sound that is twice as loud", () => {
  expect(Math.max(...bandsOf(new Int16Array(512)))).toBe(0);
  const [quiet, loud] = [bandsOf(tone(800, 2_000)), bandsOf(tone(800, 4_000))];
  const band = loudestOf(quiet);
  expect((loud[band] ?? 0) / (quiet[band] ?? 1)).toBeCloseTo(4, 1);
});
