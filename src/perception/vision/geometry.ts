import type { PixelBox } from "./pixel-box.ts";
import type { Box } from "./observation.ts";

/** A picture in memory: RGB, 8 bits a channel, rows top to bottom without padding. A `Frame` is one. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/**
 * An affine map of the plane: x' = a·x + b·y + c, y' = d·x + e·y + f. Pixels are addressed by their centres: the middle of
 * the upper left pixel is (0, 0).
 */
export type Affine = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

/** Intersection over union of two boxes, 0–1. */
export function overlap(a: PixelBox, b: PixelBox): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  if (width <= 0 || height <= 0) return 0;
  const shared = width * height;
  return shared / (a.width * a.height + b.width * b.height - shared);
}

/** A pixel box in fractions of the picture, cut at its edges. */
export function toFractions(box: PixelBox, size: { width: number; height: number }): Box {
  const left = clamp(box.x / size.width);
  const top = clamp(box.y / size.height);
  const right = clamp((box.x + box.width) / size.width);
  const bottom = clamp((box.y + box.height) / size.height);
  return [left, top, right - left, bottom - top];
}

/** The box with the same centre whose width and height are multiplied by `factor`; it may reach beyond the picture. */
export function enlarged([left, top, width, height]: Box, factor: number): Box {
  const beside = (factor - 1) / 2;
  return [left - width * beside, top - height * beside, width * factor, height * factor];
}

/** The square with the same centre whose side is `factor` times the box's height. */
export function squareAround(box: PixelBox, factor: number): PixelBox {
  const side = box.height * factor;
  return {
    x: box.x + box.width / 2 - side / 2,
    y: box.y + box.height / 2 - side / 2,
    width: side,
    height: side,
  };
}

function clamp(value: number): number {
  return Math.min(1, Math.max(0, value));
}
