import type { Raster } from "./geometry.ts";
import type { SampleTarget } from "./sample-target.ts";
import { sampleUpright } from "./upright-sampling.ts";

/**
 * An affine map of the plane: x' = a·x + b·y + c, y' = d·x + e·y + f. Pixels are addressed by their centres: the middle of
 * the upper left pixel is (0, 0).
 */
export type Affine = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

/**
 * Fills the target from a picture, bilinearly, with several samples a pixel where the picture is shrunk.
 *
 * @param map from the target's pixels to the picture's
 * @param border what lies beyond the picture: its edge goes on, or black
 */
export function sampleAffine(
  raster: Raster,
  map: Affine,
  target: SampleTarget,
  border: "edge" | "black",
): void {
  const [a, b, c, d, e, f] = map;
  const samples = Math.max(1, Math.min(4, Math.round(Math.sqrt(Math.abs(a * e - b * d)))));
  if (border === "edge" && b === 0 && d === 0) {
    sampleUpright(raster, { x: { scale: a, offset: c }, y: { scale: e, offset: f } }, target, samples);
  } else {
    sampleTurned(raster, map, target, { samples, border });
  }
}

function sampleTurned(
  raster: Raster,
  [a, b, c, d, e, f]: Affine,
  target: SampleTarget,
  { samples, border }: { samples: number; border: "edge" | "black" },
): void {
  const { width: targetWidth, height: targetHeight, planes, mean, divisor } = target;
  const area = targetWidth * targetHeight;
  const red = target.order === "rgb" ? 0 : 2 * area;
  const blue = target.order === "rgb" ? 2 * area : 0;
  const { data, width, height } = raster;
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

/** The map that takes a target of `width` × `height` pixels to a region of the picture. */
export function regionMap(
  region: { x: number; y: number; width: number; height: number },
  target: { width: number; height: number },
): Affine {
  const sx = region.width / target.width;
  const sy = region.height / target.height;
  return [sx, 0, region.x + sx / 2 - 0.5, 0, sy, region.y + sy / 2 - 0.5];
}
