import type { Affine, Raster } from "../../src/perception/vision/geometry.ts";
import type { SampleTarget } from "../../src/perception/vision/sample-target.ts";

// What the samplers compute, written down plainly and slowly: they have to give the same numbers to the last bit.

/** Rows are blended first, into 32-bit numbers, then columns. */
export function plainUpright(raster: Raster, map: Affine, target: SampleTarget, samples: number): void {
  const taps = (scale: number, offset: number, limit: number) => (index: number) =>
    Array.from({ length: samples }, (_, sample) => {
      const exact = scale * (index + (sample + 0.5) / samples - 0.5) + offset;
      const inside = Math.min(limit - 1, Math.max(0, exact));
      const low = Math.floor(inside);
      return [
        { at: low, weight: (1 - (inside - low)) / samples },
        { at: Math.min(limit - 1, low + 1), weight: (inside - low) / samples },
      ];
    }).flat();
  const [columns, rows] = [taps(map[0], map[2], raster.width), taps(map[4], map[5], raster.height)];
  fill(target, (i, j, channel) =>
    sum(columns(i), (x) =>
      Math.fround(sum(rows(j), (y) => raster.data[(y * raster.width + x) * 3 + channel] ?? Number.NaN)),
    ),
  );
}

/** Every sample is blended from its four neighbours. */
export function plainTurned(raster: Raster, map: Affine, target: SampleTarget, samples: number): void {
  const [a, b, c, d, e, f] = map;
  const { width, height } = raster;
  const places = Array.from({ length: samples }, (_, sample) => sample);
  const first = 1 / samples / 2 - 0.5;
  fill(target, (i, j, channel) => {
    let total = 0;
    for (const v of places) {
      for (const u of places) {
        const [x, y] = [i + first + u * (1 / samples), j + first + v * (1 / samples)];
        const [sx, sy] = [a * x + b * y + c, d * x + e * y + f];
        if (sx < -1 || sy < -1 || sx > width || sy > height) continue;
        const [px, py] = [Math.min(width - 1, Math.max(0, sx)), Math.min(height - 1, Math.max(0, sy))];
        const [x0, y0] = [Math.floor(px), Math.floor(py)];
        const [x1, y1] = [Math.min(width - 1, x0 + 1), Math.min(height - 1, y0 + 1)];
        const value = (x: number, y: number) => raster.data[(y * width + x) * 3 + channel] ?? Number.NaN;
        const both = (px - x0) * (py - y0);
        const [right, below] = [px - x0 - both, py - y0 - both];
        total +=
          value(x0, y0) * (1 - (px - x0) - below) +
          value(x1, y0) * right +
          value(x0, y1) * below +
          value(x1, y1) * both;
      }
    }
    return total * (1 / (samples * samples));
  });
}

function sum(taps: readonly { at: number; weight: number }[], value: (at: number) => number): number {
  return taps.reduce((total, { at, weight }) => total + value(at) * weight, 0);
}

function fill(target: SampleTarget, value: (i: number, j: number, channel: number) => number): void {
  const { width, height, planes, order, mean, divisor } = target;
  for (let channel = 0; channel < 3; channel += 1) {
    const plane = (order === "rgb" ? channel : 2 - channel) * width * height;
    for (let k = 0; k < width * height; k += 1) {
      planes[plane + k] = (value(k % width, Math.floor(k / width), channel) - mean) / divisor;
    }
  }
}
