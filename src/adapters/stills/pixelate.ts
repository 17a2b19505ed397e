import type { Raster } from "../../perception/vision/geometry.ts";
import type { Box } from "../../perception/vision/observation.ts";

/** What is left of a part: so many cells across and down, each of one colour. */
const MOST_CELLS = 6;

/** Takes everything out of a part of a picture but the mean colours of a few cells: it cannot be brought back. */
export function pixelate(raster: Raster, [left, top, width, height]: Box): void {
  const columns = cells(left * raster.width, (left + width) * raster.width, raster.width);
  const rows = cells(top * raster.height, (top + height) * raster.height, raster.height);
  for (const [fromY, toY] of rows) {
    for (const [fromX, toX] of columns) level(raster, { fromX, toX, fromY, toY });
  }
}

/**
 * Begin and end of each cell along one side, in whole pixels. A part that is cut by the picture's edge has as many cells less:
 * what is seen of it is as coarse as the whole would be.
 */
function cells(from: number, to: number, size: number): readonly (readonly [from: number, to: number])[] {
  const [begin, end] = [Math.floor(from), Math.ceil(to)];
  const cut = (i: number): number =>
    Math.min(size, Math.max(0, begin + Math.round(((end - begin) * i) / MOST_CELLS)));
  return Array.from({ length: MOST_CELLS }, (_, i) => [cut(i), cut(i + 1)] as const).filter(
    ([a, b]) => b > a,
  );
}

interface Cell {
  readonly fromX: number;
  readonly toX: number;
  readonly fromY: number;
  readonly toY: number;
}

/** Gives all pixels of a cell their mean colour. */
function level({ data, width }: Raster, { fromX, toX, fromY, toY }: Cell): void {
  const sums = [0, 0, 0];
  const each = (visit: (at: number) => void): void => {
    for (let y = fromY; y < toY; y += 1) for (let x = fromX; x < toX; x += 1) visit((y * width + x) * 3);
  };
  each((at) => {
    for (let channel = 0; channel < 3; channel += 1)
      sums[channel] = (sums[channel] ?? 0) + (data[at + channel] ?? 0);
  });
  const pixels = (toX - fromX) * (toY - fromY);
  const mean = sums.map((sum) => Math.round(sum / pixels));
  each((at) => data.set(mean, at));
}
