import type { Detection } from "./detection.ts";
import { overlap, type Raster } from "./geometry.ts";

/** What the model's input may be at most; both are multiples of its stride. */
const MOST_WIDTH = 512;
const MOST_HEIGHT = 384;
const STRIDE = 32;
/** Length of the largest input. */
export const PERSON_INPUT = 3 * MOST_WIDTH * MOST_HEIGHT;

/** Pixels of the input from one cell of the output to the next. */
const CELL = 4;
const PERSON = 0;
/** Below this nothing is taken for a person, not even one that is already followed. */
const LEAST_PERSON_SCORE = 0.4;
/** Two boxes that cover each other more than this are the same person. */
const MOST_OVERLAP = 0.5;
/** Peaks that enter the suppression of duplicates: the best ones only. */
const MOST_PEAKS = 64;
/** People that are followed in one frame. */
const MOST_PEOPLE = 16;

/** How a picture lies in the model's input. */
export interface PersonInput {
  /** Size of the input, pixels. */
  readonly width: number;
  readonly height: number;
  /** Pixels of the input per pixel of the picture. */
  readonly scale: number;
}

/** What the model gives for an input of `width` × `height`. */
export interface PersonOutput {
  /** One plane a class, people first. */
  readonly heat: Float32Array;
  /** Four planes: how far it reaches from the cell to the left, up, right and down, in pixels of the input. */
  readonly sides: Float32Array;
}

/**
 * Puts a picture into the upper left corner of the smallest input that holds it, shrunk where it is too large; the rest is
 * 0. A picture that is small is not enlarged.
 *
 * @param planes at least `PERSON_INPUT` numbers; the first 3 × width × height of them are filled
 */
export function fillPersonInput(raster: Raster, planes: Float32Array): PersonInput {
  const scale = Math.min(1, MOST_WIDTH / raster.width, MOST_HEIGHT / raster.height);
  const size = {
    width: Math.max(1, Math.round(raster.width * scale)),
    height: Math.max(1, Math.round(raster.height * scale)),
  };
  const width = roundedUp(size.width);
  const height = roundedUp(size.height);
  planes.fill(0, 0, 3 * width * height);
  fillMeans(raster, size, { planes, width, area: width * height });
  return { width, height, scale };
}

/** Averages whole pixels of the picture: the widest loop of all, once over every pixel. */
function fillMeans(
  raster: Raster,
  size: { width: number; height: number },
  { planes, width, area }: { planes: Float32Array; width: number; area: number },
): void {
  const { data } = raster;
  const columns = bounds(raster.width, size.width);
  const rows = bounds(raster.height, size.height);
  for (let j = 0; j < size.height; j += 1) {
    const top = rows[j] as number;
    const bottom = rows[j + 1] as number;
    for (let i = 0, k = j * width; i < size.width; i += 1, k += 1) {
      const left = columns[i] as number;
      const right = columns[i + 1] as number;
      let r = 0;
      let g = 0;
      let b = 0;
      for (let y = top; y < bottom; y += 1) {
        const end = (y * raster.width + right) * 3;
        for (let at = (y * raster.width + left) * 3; at < end; at += 3) {
          r += data[at] as number;
          g += data[at + 1] as number;
          b += data[at + 2] as number;
        }
      }
      const share = 1 / ((bottom - top) * (right - left));
      planes[k] = r * share;
      planes[k + area] = g * share;
      planes[k + 2 * area] = b * share;
    }
  }
}

/** `parts + 1` limits that divide `length` pixels into parts of at least one. */
function bounds(length: number, parts: number): Int32Array {
  return Int32Array.from({ length: parts + 1 }, (_, i) => Math.round((i * length) / parts));
}

function roundedUp(length: number): number {
  return Math.ceil(length / STRIDE) * STRIDE;
}

/**
 * The people in the model's output, surest first, in pixels of the picture: cells that are surer than their neighbours, and
 * of boxes that cover each other the surest.
 */
export function decodePeople({ heat, sides }: PersonOutput, input: PersonInput): Detection[] {
  const columns = input.width / CELL;
  const rows = input.height / CELL;
  const area = columns * rows;
  const plane = heat.subarray(PERSON * area, (PERSON + 1) * area);
  const found: Detection[] = [];
  for (let cell = 0; cell < area; cell += 1) {
    const score = plane[cell] as number;
    if (!(score >= LEAST_PERSON_SCORE) || !isPeak(plane, cell, columns)) continue;
    const x = (cell % columns) * CELL;
    const y = Math.floor(cell / columns) * CELL;
    const [left = 0, up = 0, right = 0, down = 0] = [0, 1, 2, 3].map((side) => sides[side * area + cell]);
    const box = {
      x: (x - left) / input.scale,
      y: (y - up) / input.scale,
      width: (left + right) / input.scale,
      height: (up + down) / input.scale,
    };
    if (box.width > 0 && box.height > 0) found.push({ box, score });
  }
  found.sort((a, b) => b.score - a.score);
  const kept: Detection[] = [];
  for (const candidate of found.slice(0, MOST_PEAKS)) {
    if (kept.every((other) => overlap(other.box, candidate.box) <= MOST_OVERLAP)) kept.push(candidate);
  }
  return kept.slice(0, MOST_PEOPLE);
}

/** Whether no neighbour is surer; of equal ones the first counts. */
function isPeak(plane: Float32Array, cell: number, columns: number): boolean {
  const score = plane[cell] as number;
  const column = cell % columns;
  for (let dy = -1; dy <= 1; dy += 1) {
    for (let dx = -1; dx <= 1; dx += 1) {
      if (column + dx < 0 || column + dx >= columns) continue;
      const neighbour = plane[cell + dy * columns + dx] ?? 0;
      if (neighbour > score || (neighbour === score && dy * columns + dx < 0)) return false;
    }
  }
  return true;
}
