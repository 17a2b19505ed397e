import type { PixelBox } from "../../../perception/vision/pixel-box.ts";
import type { Raster } from "../../../perception/vision/geometry.ts";

/** How light a part of a picture is. */
export interface Light {
  /** Mean luma, 0–255. */
  readonly mean: number;
  /** Share of pixels without detail because they are (nearly) black, 0–1. */
  readonly black: number;
  /** The same for (nearly) white ones. */
  readonly white: number;
}

/** Luma up to which, and from which on, a pixel counts as clipped. */
const BLACK = 5;
const WHITE = 250;

/** How light a picture is inside a box (all of it without one), leaving out another box; null if nothing is left. */
export function lightOf(raster: Raster, box?: PixelBox, without?: PixelBox): Light | null {
  const { width, height, data } = raster;
  const area = box ?? { x: 0, y: 0, width, height };
  const [left, right] = span(area.x, area.width, width);
  const [top, bottom] = span(area.y, area.height, height);
  const hole = without ?? { x: 0, y: 0, width: 0, height: 0 };
  const [holeLeft, holeRight] = span(hole.x, hole.width, width);
  const [holeTop, holeBottom] = span(hole.y, hole.height, height);
  let sum = 0;
  let black = 0;
  let white = 0;
  let count = 0;
  for (let y = top; y < bottom; y += 1) {
    for (let x = left; x < right; x += 1) {
      if (y >= holeTop && y < holeBottom && x >= holeLeft && x < holeRight) continue;
      const at = (y * width + x) * 3;
      // Luma of ITU-R BT.601.
      const luma =
        0.299 * (data[at] as number) + 0.587 * (data[at + 1] as number) + 0.114 * (data[at + 2] as number);
      sum += luma;
      if (luma <= BLACK) black += 1;
      if (luma >= WHITE) white += 1;
      count += 1;
    }
  }
  return count === 0 ? null : { mean: sum / count, black: black / count, white: white / count };
}

function span(from: number, length: number, most: number): [from: number, to: number] {
  const clamp = (value: number): number => Math.min(most, Math.max(0, Math.round(value)));
  return [clamp(from), clamp(from + length)];
}
