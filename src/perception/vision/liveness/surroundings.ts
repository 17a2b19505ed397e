import type { PixelBox } from "../pixel-box.ts";
import type { Raster } from "../geometry.ts";

/** Side of the coarse picture. */
export const COARSE_SIDE = 64;
/** Points along each edge of the frame. */
const RIM_POINTS = 16;
/** How far within the frame they lie, by its height, and pixels that are averaged for each, along each side. */
const RIM_INSET = 0.02;
const RIM_PIXELS = 4;

/** What a frame shows around a face, coarse and grey (green alone, which carries most of the brightness). */
export interface Surroundings {
  /** The part of the frame that is shown, a square. */
  readonly region: PixelBox;
  /** `COARSE_SIDE`² brightnesses 0–255, row by row. */
  readonly grey: Uint8Array;
  /** Brightness of some points along the frame's own edges: they change when the camera itself is moved. */
  readonly rim: Uint8Array;
}

/**
 * The surroundings of a face, from what the liveness model is shown.
 *
 * @param planes the model's input: three square planes, twice as fine as the coarse picture, the second one green
 */
export function surroundingsOf(planes: Float32Array, region: PixelBox, rim: Uint8Array): Surroundings {
  const grey = new Uint8Array(COARSE_SIDE * COARSE_SIDE);
  const side = 2 * COARSE_SIDE;
  for (let row = 0, to = 0; row < COARSE_SIDE; row += 1) {
    let upper = side * side + 2 * row * side;
    let lower = upper + side;
    for (let column = 0; column < COARSE_SIDE; column += 1, to += 1, upper += 2, lower += 2) {
      const sum =
        (planes[upper] as number) +
        (planes[upper + 1] as number) +
        (planes[lower] as number) +
        (planes[lower + 1] as number);
      grey[to] = sum / 4;
    }
  }
  return { region, grey, rim };
}

/** Brightness along the frame's edges: from the upper left, top and bottom first, then both sides. */
export function rimOf(raster: Raster): Uint8Array {
  const { width, height } = raster;
  const inset = Math.round(RIM_INSET * height);
  const [right, bottom] = [width - RIM_PIXELS - inset, height - RIM_PIXELS - inset];
  const rim = new Uint8Array(4 * RIM_POINTS);
  for (let i = 0; i < RIM_POINTS; i += 1) {
    const part = i / (RIM_POINTS - 1);
    const x = Math.round(inset + part * (right - inset));
    const y = Math.round(inset + part * (bottom - inset));
    rim[i] = greenAround(raster, x, inset);
    rim[RIM_POINTS + i] = greenAround(raster, x, bottom);
    rim[2 * RIM_POINTS + i] = greenAround(raster, inset, y);
    rim[3 * RIM_POINTS + i] = greenAround(raster, right, y);
  }
  return rim;
}

function greenAround({ data, width, height }: Raster, left: number, top: number): number {
  let sum = 0;
  for (let v = 0; v < RIM_PIXELS; v += 1) {
    for (let u = 0; u < RIM_PIXELS; u += 1) {
      const x = Math.max(0, Math.min(width - 1, left + u));
      const y = Math.max(0, Math.min(height - 1, top + v));
      sum += data[(y * width + x) * 3 + 1] as number;
    }
  }
  return sum / (RIM_PIXELS * RIM_PIXELS);
}
