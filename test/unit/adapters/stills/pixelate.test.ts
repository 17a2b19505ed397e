import fc from "fast-check";
import sharp from "sharp";
import { expect, test } from "vitest";
import { pixelate } from "../../../../src/adapters/stills/pixelate.ts";
import { cropJpeg, frameJpeg, sceneJpeg } from "../../../../src/adapters/stills/small-jpeg.ts";
import type { Raster } from "../../../../src/perception/vision/geometry.ts";
import type { Box } from "../../../../src/perception/vision/observation.ts";
import { noise } from "../../../fakes/pictures.ts";

const MOST_CELLS = 8;
const fraction = fc.double({ min: -0.4, max: 1.2, noNaN: true });
const length = fc.double({ min: 0.01, max: 0.9, noNaN: true });
const anyBox = fc.tuple(fraction, fraction, length, length);
const anySize = fc.record({
  width: fc.integer({ min: 1, max: 70 }),
  height: fc.integer({ min: 1, max: 70 }),
});

/** Whether a pixel lies in a part, by any of its area. */
function isIn({ width, height }: Raster, [left, top, wide, high]: Box, x: number, y: number): boolean {
  const [fromX, fromY] = [Math.floor(left * width), Math.floor(top * height)];
  const [toX, toY] = [Math.ceil((left + wide) * width), Math.ceil((top + high) * height)];
  return x >= fromX && x < toX && y >= fromY && y < toY;
}

/** The different rows, or columns, of colours that a part has. */
function lines(raster: Raster, part: Box, of: "rows" | "columns"): Set<string> {
  const found = new Map<number, string>();
  for (let y = 0; y < raster.height; y += 1)
    for (let x = 0; x < raster.width; x += 1) {
      if (!isIn(raster, part, x, y)) continue;
      const at = (y * raster.width + x) * 3;
      const key = of === "rows" ? y : x;
      found.set(key, `${found.get(key) ?? ""} ${raster.data.subarray(at, at + 3).join()}`);
    }
  return new Set(found.values());
}

test("at most so many different rows and columns of colours are left of a part, and the rest is untouched", () => {
  fc.assert(
    fc.property(anySize, anyBox, (size, part) => {
      const before = noise(size);
      const raster = { ...before, data: before.data.slice() };
      pixelate(raster, part);
      expect(lines(raster, part, "rows").size).toBeLessThanOrEqual(MOST_CELLS);
      expect(lines(raster, part, "columns").size).toBeLessThanOrEqual(MOST_CELLS);
      for (let i = 0; i < size.width * size.height; i += 1) {
        const [x, y] = [i % size.width, Math.floor(i / size.width)];
        if (!isIn(raster, part, x, y))
          expect(raster.data.subarray(i * 3, i * 3 + 3)).toEqual(before.data.subarray(i * 3, i * 3 + 3));
      }
    }),
  );
});

test("pictures that differ only within the cells are the same afterwards: nothing can bring it back", () => {
  const wide = { width: 60, height: 60 };
  const grey = (data: Uint8Array): Raster => ({ ...wide, data });
  const chess = grey(
    Uint8Array.from({ length: 60 * 60 * 3 }, (_, i) => ((Math.floor(i / 3) + Math.floor(i / 180)) % 2) * 200),
  );
  const flat = grey(new Uint8Array(60 * 60 * 3).fill(100));
  for (const raster of [chess, flat]) pixelate(raster, [0, 0, 1, 1]);
  expect(chess.data).toEqual(flat.data);
});

test("what is cut by the edge is left as coarse as the whole", () => {
  const raster = noise({ width: 60, height: 60 });
  pixelate(raster, [-0.5, 0, 1, 1]);
  expect(lines(raster, [0, 0, 0.5, 1], "columns").size).toBeLessThanOrEqual(MOST_CELLS / 2);
});

/** How much a decoded picture's neighbouring pixels differ in a part, on average. */
async function detail(jpeg: Uint8Array, part: Box): Promise<number> {
  const { data, info } = await sharp(jpeg).raw().toBuffer({ resolveWithObject: true });
  const raster = { data, width: info.width, height: info.height };
  let [sum, pixels] = [0, 0];
  for (let y = 0; y < info.height; y += 1)
    for (let x = 1; x < info.width; x += 1) {
      if (!isIn(raster, part, x, y) || !isIn(raster, part, x - 1, y)) continue;
      const at = (y * info.width + x) * 3;
      sum += Math.abs((data[at] ?? 0) - (data[at - 3] ?? 0));
      pixels += 1;
    }
  return sum / pixels;
}

test("no JPEG shows what is hidden: whole frame, scene, or a part of it", async () => {
  const frame = noise({ width: 640, height: 480 });
  const hidden: Box[] = [[0.5, 0.25, 0.2, 0.3]];
  const inside: Box = [0.52, 0.28, 0.16, 0.24];
  const elsewhere: Box = [0.1, 0.25, 0.2, 0.3];
  for (const jpeg of [await frameJpeg(frame, { hidden }), await sceneJpeg(frame, { hidden, outlines: [] })]) {
    expect(await detail(jpeg, inside)).toBeLessThan(3);
    expect(await detail(jpeg, elsewhere)).toBeGreaterThan(20);
  }
  const crop = await cropJpeg(frame, [0.4, 0.2, 0.4, 0.4], { hidden, height: 200 });
  expect(await detail(crop, [0.3, 0.2, 0.4, 0.6])).toBeLessThan(3);
  expect(await detail(crop, [0.02, 0.2, 0.2, 0.6])).toBeGreaterThan(10);
});
