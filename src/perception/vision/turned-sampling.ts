import type { Affine, Raster } from "./geometry.ts";
import type { SampleTarget } from "./sample-target.ts";

/** How a target that is turned is sampled. */
export interface TurnedSampling {
  /** Samples a pixel and axis, 1 to 4. */
  readonly samples: number;
  readonly border: "edge" | "black";
}

/** Fills the target bilinearly, wherever it lies. */
export function sampleTurned(
  raster: Raster,
  map: Affine,
  target: SampleTarget,
  { samples, border }: TurnedSampling,
): void {
  if (isInside(raster, map, target)) sampleInside(raster, map, target, samples);
  else sampleAnywhere(raster, map, target, { samples, border });
}

/** Whether all samples, and their neighbours, lie in the picture, with a pixel to spare for rounding. */
function isInside({ width, height }: Raster, [a, b, c, d, e, f]: Affine, target: SampleTarget): boolean {
  const [right, bottom] = [target.width - 0.5, target.height - 0.5];
  return [
    [-0.5, -0.5],
    [right, -0.5],
    [-0.5, bottom],
    [right, bottom],
  ].every(([x = 0, y = 0]) => {
    const [sx, sy] = [a * x + b * y + c, d * x + e * y + f];
    return sx >= 1 && sy >= 1 && sx <= width - 3 && sy <= height - 3;
  });
}

/**
 * The case of every face that is not at the edge: no sample has to be kept inside, and bytes are fetched four at a time. To
 * the last bit what `sampleAnywhere` gives.
 */
function sampleInside(
  { data, width }: Raster,
  [a, b, c, d, e, f]: Affine,
  target: SampleTarget,
  samples: number,
): void {
  const { width: targetWidth, height: targetHeight, planes, mean, divisor } = target;
  const area = targetWidth * targetHeight;
  const red = target.order === "rgb" ? 0 : 2 * area;
  const blue = 2 * area - red;
  const bytes = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const rowBytes = width * 3;
  const step = 1 / samples;
  const first = step / 2 - 0.5;
  const weight = 1 / (samples * samples);
  for (let j = 0, k = 0; j < targetHeight; j += 1) {
    for (let i = 0; i < targetWidth; i += 1, k += 1) {
      let r = 0;
      let g = 0;
      let bl = 0;
      for (let v = 0; v < samples; v += 1) {
        const y = j + first + v * step;
        for (let u = 0; u < samples; u += 1) {
          const x = i + first + u * step;
          const px = a * x + b * y + c;
          const py = d * x + e * y + f;
          const x0 = px | 0;
          const y0 = py | 0;
          const fx = px - x0;
          const fy = py - y0;
          const w11 = fx * fy;
          const w10 = fy - w11;
          const w01 = fx - w11;
          const w00 = 1 - fx - w10;
          // Two pixels are six bytes, R G B R G B: the first four, and the last four. `| 0` spares checks for overflow.
          const upper = (y0 * rowBytes + x0 * 3) | 0;
          const lower = (upper + rowBytes) | 0;
          const upperFirst = bytes.getInt32(upper, true);
          const upperLast = bytes.getInt32((upper + 2) | 0, true);
          const lowerFirst = bytes.getInt32(lower, true);
          const lowerLast = bytes.getInt32((lower + 2) | 0, true);
          r +=
            (upperFirst & 255) * w00 +
            (upperFirst >>> 24) * w01 +
            (lowerFirst & 255) * w10 +
            (lowerFirst >>> 24) * w11;
          g +=
            ((upperFirst >>> 8) & 255) * w00 +
            ((upperLast >>> 16) & 255) * w01 +
            ((lowerFirst >>> 8) & 255) * w10 +
            ((lowerLast >>> 16) & 255) * w11;
          bl +=
            ((upperFirst >>> 16) & 255) * w00 +
            (upperLast >>> 24) * w01 +
            ((lowerFirst >>> 16) & 255) * w10 +
            (lowerLast >>> 24) * w11;
        }
      }
      planes[red + k] = (r * weight - mean) / divisor;
      planes[area + k] = (g * weight - mean) / divisor;
      planes[blue + k] = (bl * weight - mean) / divisor;
    }
  }
}

function sampleAnywhere(
  { data, width, height }: Raster,
  [a, b, c, d, e, f]: Affine,
  target: SampleTarget,
  { samples, border }: TurnedSampling,
): void {
  const { width: targetWidth, height: targetHeight, planes, mean, divisor } = target;
  const area = targetWidth * targetHeight;
  const red = target.order === "rgb" ? 0 : 2 * area;
  const blue = 2 * area - red;
  const step = 1 / samples;
  const first = step / 2 - 0.5;
  const weight = 1 / (samples * samples);
  for (let j = 0, k = 0; j < targetHeight; j += 1) {
    for (let i = 0; i < targetWidth; i += 1, k += 1) {
      let r = 0;
      let g = 0;
      let bl = 0;
      for (let v = 0; v < samples; v += 1) {
        const y = j + first + v * step;
        for (let u = 0; u < samples; u += 1) {
          const x = i + first + u * step;
          const sx = a * x + b * y + c;
          const sy = d * x + e * y + f;
          if (border === "black" && (sx < -1 || sy < -1 || sx > width || sy > height)) continue;
          const px = sx < 0 ? 0 : sx > width - 1 ? width - 1 : sx;
          const py = sy < 0 ? 0 : sy > height - 1 ? height - 1 : sy;
          const x0 = px | 0;
          const y0 = py | 0;
          const right = x0 + 1 < width ? 3 : 0;
          const below = y0 + 1 < height ? width * 3 : 0;
          const fx = px - x0;
          const fy = py - y0;
          const at = (y0 * width + x0) * 3;
          const w11 = fx * fy;
          const w10 = fy - w11;
          const w01 = fx - w11;
          const w00 = 1 - fx - w10;
          r += mix(data, at, right, below, w00, w01, w10, w11);
          g += mix(data, at + 1, right, below, w00, w01, w10, w11);
          bl += mix(data, at + 2, right, below, w00, w01, w10, w11);
        }
      }
      planes[red + k] = (r * weight - mean) / divisor;
      planes[area + k] = (g * weight - mean) / divisor;
      planes[blue + k] = (bl * weight - mean) / divisor;
    }
  }
}

/** The weighted sum of four neighbours. Eight numbers instead of an object: it runs for every sample, and is inlined. */
// eslint-disable-next-line max-params
function mix(
  data: Uint8Array,
  at: number,
  right: number,
  below: number,
  w00: number,
  w01: number,
  w10: number,
  w11: number,
): number {
  return (
    (data[at] as number) * w00 +
    (data[at + right] as number) * w01 +
    (data[at + below] as number) * w10 +
    (data[at + below + right] as number) * w11
  );
}
