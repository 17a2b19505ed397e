import type { Affine, Raster } from "./geometry.ts";
import { sampleAffine } from "./sampling.ts";

/** Side of the picture that the embedding takes. */
export const ALIGNED_SIDE = 112;
/** Length of the embedding's input. */
export const ALIGNED_INPUT = 3 * ALIGNED_SIDE * ALIGNED_SIDE;

/** A point, x and y. */
export type Point = readonly [x: number, y: number];

/** Where eyes, tip of the nose and corners of the mouth belong in the aligned picture (ArcFace's reference points). */
const REFERENCE: readonly Point[] = [
  [38.2946, 51.6963],
  [73.5318, 51.5014],
  [56.0252, 71.7366],
  [41.5493, 92.3655],
  [70.7299, 92.2041],
];

/** How five points fit the reference. */
export interface Alignment {
  /** From the aligned picture to the frame. */
  readonly map: Affine;
  /** Root mean square distance of the points from the reference, in pixels of the aligned picture. */
  readonly residual: number;
}

/**
 * The similarity transform (turn, scale, shift; no reflection) that brings five facial points closest to the reference in
 * the least-squares sense (Umeyama 1991, closed form in the plane); null if the points coincide.
 */
export function alignFace(points: readonly Point[]): Alignment | null {
  const count = REFERENCE.length;
  const from = centroid(points);
  const to = centroid(REFERENCE);
  let dot = 0;
  let cross = 0;
  let spread = 0;
  for (let i = 0; i < count; i += 1) {
    const [x, y] = relative(points[i], from);
    const [u, v] = relative(REFERENCE[i], to);
    dot += x * u + y * v;
    cross += x * v - y * u;
    spread += x * x + y * y;
  }
  // Written so that NaN counts as coincidence too.
  if (!(spread > 1e-9) || !(dot * dot + cross * cross > 1e-9)) return null;
  const a = dot / spread;
  const b = cross / spread;
  let squares = 0;
  for (let i = 0; i < count; i += 1) {
    const [x, y] = relative(points[i], from);
    const [u, v] = relative(REFERENCE[i], to);
    squares += (a * x - b * y - u) ** 2 + (b * x + a * y - v) ** 2;
  }
  const det = a * a + b * b;
  const ia = a / det;
  const ib = b / det;
  return {
    map: [ia, ib, from[0] - ia * to[0] - ib * to[1], -ib, ia, from[1] + ib * to[0] - ia * to[1]],
    residual: Math.sqrt(squares / count),
  };
}

/** Fills the embedding's input with the aligned face. */
export function fillAlignedInput(raster: Raster, alignment: Alignment, input: Float32Array): void {
  const target = { width: ALIGNED_SIDE, height: ALIGNED_SIDE, planes: input } as const;
  sampleAffine(raster, alignment.map, { ...target, order: "bgr", mean: 127.5, divisor: 127.5 }, "black");
}

function centroid(points: readonly Point[]): Point {
  let x = 0;
  let y = 0;
  for (const point of points) {
    x += point[0] / points.length;
    y += point[1] / points.length;
  }
  return [x, y];
}

function relative(point: Point | undefined, origin: Point): Point {
  return point === undefined ? [Number.NaN, Number.NaN] : [point[0] - origin[0], point[1] - origin[1]];
}
