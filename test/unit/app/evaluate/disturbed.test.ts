import { describe, expect, test } from "vitest";
import { blurred, disturbedLooks, noisy } from "../../../../src/app/evaluate/disturbed.ts";
import { moved } from "../../../../src/app/evaluate/moved.ts";
import { seededRandom } from "../../../../src/app/evaluate/sway.ts";
import type { Raster } from "../../../../src/perception/vision/geometry.ts";

/** Grey of 100 with a white square of five pixels about a place. */
function photo(at: { x: number; y: number }): Raster {
  const [width, height] = [61, 41];
  const data = new Uint8Array(width * height * 3).fill(100);
  for (let y = at.y - 2; y <= at.y + 2; y += 1) {
    data.fill(220, (y * width + at.x - 2) * 3, (y * width + at.x + 3) * 3);
  }
  return { width, height, data };
}
const grey = (raster: Raster, x: number, y: number): number => raster.data[(y * raster.width + x) * 3] ?? -1;
const mean = ({ data }: Raster): number => data.reduce((sum, value) => sum + value, 0) / data.length;
function deviation(raster: Raster): number {
  const middle = mean(raster);
  return Math.sqrt(raster.data.reduce((sum, value) => sum + (value - middle) ** 2, 0) / raster.data.length);
}

describe("a photo before a poor camera", () => {
  const still = photo({ x: 30, y: 20 });

  test("is first seen as it is, then every time otherwise", () => {
    const looks = disturbedLooks(still, 6, 7);
    expect(looks[0]).toEqual(still);
    expect(new Set(looks.map(({ data }) => data.join())).size).toBe(6);
    expect(looks.map(({ width, height }) => [width, height])).toEqual(looks.map(() => [61, 41]));
  });

  test("looks the same for the same seed, otherwise for another", () => {
    expect(disturbedLooks(still, 3, 7)).toEqual(disturbedLooks(still, 3, 7));
    expect(disturbedLooks(still, 3, 7)).not.toEqual(disturbedLooks(still, 3, 8));
  });

  test("gets darker and brighter, within bounds", () => {
    const means = disturbedLooks(still, 60, 3).map(mean);
    expect(Math.min(...means)).toBeLessThan(75);
    expect(Math.min(...means)).toBeGreaterThan(55);
    expect(Math.max(...means)).toBeGreaterThan(125);
    expect(Math.max(...means)).toBeLessThan(146);
  });
});

test("turned clockwise, what was at the right is below", () => {
  const turned = moved(photo({ x: 40, y: 20 }), { right: 0, down: 0, scale: 1, turn: Math.PI / 2, gain: 1 });
  expect(grey(turned, 30, 30)).toBe(220);
  expect(grey(turned, 40, 20)).toBe(100);
});

describe("blur", () => {
  test("spreads an edge by its width and keeps the brightness", () => {
    const sharp = photo({ x: 30, y: 20 });
    const soft = blurred(sharp, 1.2);
    expect(grey(soft, 30, 20)).toBeLessThan(220);
    expect(grey(soft, 33, 20)).toBeGreaterThan(110);
    expect(grey(soft, 38, 20)).toBe(100);
    expect(mean(soft)).toBeCloseTo(mean(sharp), 0);
  });

  test("of no width changes nothing", () => {
    const sharp = photo({ x: 2, y: 2 });
    expect(blurred(sharp, 0)).toEqual(sharp);
  });
});

test("noise has the spread that was wanted and no bias", () => {
  const plain = { width: 80, height: 60, data: new Uint8Array(80 * 60 * 3).fill(128) };
  const rough = noisy(plain, 8, seededRandom(2));
  expect(deviation(rough)).toBeGreaterThan(7.5);
  expect(deviation(rough)).toBeLessThan(8.5);
  expect(Math.abs(mean(rough) - 128)).toBeLessThan(0.4);
});
