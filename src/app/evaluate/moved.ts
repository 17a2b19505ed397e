import type { Raster } from "../../perception/vision/geometry.ts";
import { sampleAffine } from "../../perception/vision/sampling.ts";

/** Longest side of the picture that a photo becomes: that of a common camera. */
const LONGEST_SIDE = 1280;

/** How a photo stands before the camera. */
export interface Move {
  /** Shift in parts of the picture's size. */
  readonly right: number;
  readonly down: number;
  /** How much larger it is. */
  readonly scale: number;
  /** How far it is turned in the plane, clockwise, radians. */
  readonly turn: number;
  /** How much brighter it is. */
  readonly gain: number;
}

/** The photo, at most 1280 pixels long, shifted, scaled and turned about its middle; beyond its edge the edge goes on. */
export function moved(photo: Raster, { right, down, scale, turn, gain }: Move): Raster {
  const shrink = Math.min(1, LONGEST_SIDE / Math.max(photo.width, photo.height));
  const width = Math.max(1, Math.round(photo.width * shrink));
  const height = Math.max(1, Math.round(photo.height * shrink));
  const [sx, sy] = [photo.width / width / scale, photo.height / height / scale];
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  // From a pixel of the new picture back to the photo.
  const [a, b, d, e] = [sx * cos, sx * sin, -sy * sin, sy * cos];
  const [x, y] = [(width - 1) / 2 + right * width, (height - 1) / 2 + down * height];
  const c = (photo.width - 1) / 2 - a * x - b * y;
  const f = (photo.height - 1) / 2 - d * x - e * y;
  const area = width * height;
  const planes = new Float32Array(3 * area);
  sampleAffine(
    photo,
    [a, b, c, d, e, f],
    { width, height, planes, order: "rgb", mean: 0, divisor: 1 / gain },
    "edge",
  );
  const data = new Uint8ClampedArray(3 * area);
  for (let i = 0; i < area; i += 1) {
    data[3 * i] = planes[i] ?? 0;
    data[3 * i + 1] = planes[area + i] ?? 0;
    data[3 * i + 2] = planes[2 * area + i] ?? 0;
  }
  return { width, height, data: new Uint8Array(data.buffer) };
}
