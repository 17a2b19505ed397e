import type { Point } from "./alignment.ts";
import type { PixelBox } from "./pixel-box.ts";
import { squareAround, type Raster } from "./geometry.ts";
import { regionMap, sampleAffine } from "./sampling.ts";

/** Side of the grey picture in which the points are looked for. */
export const LANDMARK_SIDE = 64;
const AREA = LANDMARK_SIDE * LANDMARK_SIDE;
/**
 * How far below the middle of the detector's box the model looks, by the box's height. There the points depend least on
 * where the box happens to lie (`bench/landmark-crop.mjs` measures it): around the box's own middle a box that jitters
 * moves them nearly twice as far.
 */
const BELOW = 0.1;
/** The second square, from which the points of a face come out nearly the same, and those of an animal do not. */
export const CHECKING_BELOW = 0;

/** Memory for the crop, reused from face to face. */
export interface LandmarkScratch {
  readonly planes: Float32Array;
  /** The model's input, 64 × 64 grey values 0–1. */
  readonly input: Float32Array;
}

export function landmarkScratch(): LandmarkScratch {
  return { planes: new Float32Array(3 * AREA), input: new Float32Array(AREA) };
}

/** Fills the model's input with the square that shows the face, grey. */
export function fillLandmarkInput(
  raster: Raster,
  box: PixelBox,
  scratch: LandmarkScratch,
  below = BELOW,
): void {
  const { planes, input } = scratch;
  const size = { width: LANDMARK_SIDE, height: LANDMARK_SIDE };
  const map = regionMap(landmarkRegion(box, below), size);
  sampleAffine(raster, map, { ...size, planes, order: "rgb", mean: 0, divisor: 256 }, "edge");
  for (let i = 0; i < AREA; i += 1) {
    // Luma of ITU-R BT.601.
    input[i] =
      0.299 * (planes[i] as number) +
      0.587 * (planes[AREA + i] as number) +
      0.114 * (planes[2 * AREA + i] as number);
  }
}

/** The 68 points in pixels of the frame, from the model's output (fractions of the square). */
export function decodeLandmarks(output: Float32Array, box: PixelBox, below = BELOW): Float32Array {
  const square = landmarkRegion(box, below);
  return output.map((value, i) => (i % 2 === 0 ? square.x : square.y) + value * square.width);
}

/** The square in which the points of a face are looked for. */
function landmarkRegion(box: PixelBox, below: number): PixelBox {
  const square = squareAround(box, 1);
  return { ...square, y: square.y + below * box.height };
}

/** How far apart the five points lie that two squares gave, by the face's height; not a number if any is missing. */
export function disagreement(one: readonly Point[], other: readonly Point[], box: PixelBox): number {
  let sum = 0;
  for (const [i, [x, y]] of one.entries()) {
    const [u, v] = other[i] ?? [Number.NaN, Number.NaN];
    sum += Math.hypot(x - u, y - v) / one.length;
  }
  return sum / box.height;
}

/** Middle of both eyes, tip of the nose, corners of the mouth, in the order of the alignment's reference. */
export function fivePoints(landmarks: Float32Array): Point[] {
  const mean = (...indices: readonly number[]): Point => {
    let x = 0;
    let y = 0;
    for (const index of indices) {
      x += (landmarks[2 * index] ?? Number.NaN) / indices.length;
      y += (landmarks[2 * index + 1] ?? Number.NaN) / indices.length;
    }
    return [x, y];
  };
  return [mean(37, 38, 40, 41), mean(43, 44, 46, 47), mean(30), mean(48, 60), mean(54, 64)];
}

/** Height of the inner lips' opening by its width; about 0.03 for a closed mouth. */
export function mouthOpening(landmarks: Float32Array): number {
  const distance = (p: number, q: number): number =>
    Math.hypot(
      (landmarks[2 * p] ?? 0) - (landmarks[2 * q] ?? 0),
      (landmarks[2 * p + 1] ?? 0) - (landmarks[2 * q + 1] ?? 0),
    );
  const width = distance(60, 64);
  return width > 0 ? (distance(61, 67) + distance(62, 66) + distance(63, 65)) / (3 * width) : 0;
}
