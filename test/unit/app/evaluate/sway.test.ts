import { describe, expect, test } from "vitest";
import { seededRandom, seedFor, swayOf } from "../../../../src/app/evaluate/sway.ts";

/** Grey with a white square in the middle. */
function photo(width: number, height: number): { width: number; height: number; data: Uint8Array } {
  const data = new Uint8Array(width * height * 3).fill(100);
  for (let y = Math.floor(height * 0.4); y < height * 0.6; y += 1) {
    for (let x = Math.floor(width * 0.4); x < width * 0.6; x += 1)
      data.fill(200, (y * width + x) * 3, (y * width + x) * 3 + 3);
  }
  return { width, height, data };
}

/** Middle of what is brighter than the ground. */
function middle({ width, data }: { width: number; data: Uint8Array }): [number, number] {
  let [sum, sumX, sumY] = [0, 0, 0];
  for (let i = 0; i < data.length / 3; i += 1) {
    if ((data[3 * i] ?? 0) < 145) continue;
    sum += 1;
    sumX += i % width;
    sumY += Math.floor(i / width);
  }
  return [sumX / sum, sumY / sum];
}

describe("a photo before the camera", () => {
  const still = photo(100, 80);

  test("moves a little, and never far", () => {
    const places = Array.from({ length: 20 }, (_, i) => middle(swayOf(7).frame(still, i)));
    const [x0, y0] = middle(still);
    const distances = places.map(([x, y]) => Math.hypot(x - x0, y - y0));
    expect(Math.max(...distances)).toBeGreaterThan(0.8);
    expect(Math.max(...distances)).toBeLessThan(4);
  });

  test("gets brighter and darker", () => {
    const corners = Array.from({ length: 20 }, (_, i) => swayOf(7).frame(still, i).data[0] ?? 0);
    expect(Math.max(...corners)).toBeGreaterThan(104);
    expect(Math.min(...corners)).toBeLessThan(96);
    expect(Math.max(...corners)).toBeLessThanOrEqual(112);
  });

  test("moves the same way for the same seed, another way for another", () => {
    expect(swayOf(7).frame(still, 3)).toEqual(swayOf(7).frame(still, 3));
    expect(swayOf(7).frame(still, 3)).not.toEqual(swayOf(8).frame(still, 3));
  });

  test("becomes at most 1280 pixels long, its proportions kept", () => {
    const { width, height } = swayOf(1).frame(photo(2560, 1000), 0);
    expect([width, height]).toEqual([1280, 500]);
  });
});

describe("seeds", () => {
  test("depend on the name and on the seed, not on the order", () => {
    expect(seedFor("a.jpg", 1)).toBe(seedFor("a.jpg", 1));
    expect(new Set([seedFor("a.jpg", 1), seedFor("b.jpg", 1), seedFor("a.jpg", 2)]).size).toBe(3);
  });

  test("give numbers spread from 0 to 1", () => {
    const random = seededRandom(5);
    const numbers = Array.from({ length: 1000 }, random);
    expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...numbers)).toBeLessThan(1);
    expect(numbers.reduce((a, b) => a + b, 0) / 1000).toBeCloseTo(0.5, 1);
  });
});
