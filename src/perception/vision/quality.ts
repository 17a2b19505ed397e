import type { Alignment, Point } from "./alignment.ts";
import { detectorScale } from "./detection.ts";
import type { Flaw } from "./face-look.ts";
import type { PixelBox } from "./pixel-box.ts";
import type { Raster } from "./geometry.ts";
import { LANDMARK_SIDE } from "./landmarks.ts";

/** A face narrower than this, in pixels of the picture, has too little detail to tell people apart. */
const LEAST_WIDTH_PX = 44;
/** The same in pixels of the detector's picture: below it the box, and with it everything after, is unsteady. */
export const LEAST_DETECTOR_WIDTH_PX = 22;
/** Least sharpness; see `sharpness`. */
export const LEAST_SHARPNESS = 0.035;
/** Most turn of the head; see `headYaw`. */
export const MOST_YAW = 0.9;
/** Limits of where the nose stands between eyes (0) and mouth (1), along the face's own axis. */
const NOSE_HEIGHT = { least: 0.15, most: 0.88 };
/** Five points farther than this from any turned, scaled face are not a face. */
const MOST_RESIDUAL_PX = 7.5;
/** Least distance of the eyes by the box's width; animals that fire the detector are below it. */
const LEAST_EYE_DISTANCE = 0.33;
/** Least score of the detector for a look that is evidence. */
const LEAST_SCORE = 0.8;
/** Raw embeddings shorter than this come from things that are no faces, and from faces without detail. */
const LEAST_NORM = 2.5;

/** The least width of a face that is evidence, in pixels of a picture of this size. */
export const leastWidthPx = (picture: { width: number; height: number }): number =>
  Math.max(LEAST_WIDTH_PX, LEAST_DETECTOR_WIDTH_PX / detectorScale(picture));

/** Whether a raw embedding of this length comes from a face. */
export const isPlausibleNorm = (norm: number): boolean => norm >= LEAST_NORM;

/**
 * Most disagreement of the points from two squares, by the face's height. Of 100 faces it spares about 98; animals that
 * fire the detector and otherwise look like a face are above it.
 */
const MOST_DISAGREEMENT = 0.025;

/** Whether the same points were found from two squares, as they are in a face. */
export const isSteady = (disagreement: number): boolean => disagreement <= MOST_DISAGREEMENT;

/** What quality is judged from. */
export interface QualityFacts {
  readonly raster: Raster;
  readonly box: PixelBox;
  readonly points: readonly Point[];
  readonly alignment: Alignment | null;
  /** 64 × 64 grey values around the face. */
  readonly grey: Float32Array;
  readonly score: number;
}

export interface Quality {
  readonly flaws: Flaw[];
  /** 0–1. */
  readonly quality: number;
  readonly yaw: number;
}

/** Whether a look at a face can be counted, and how good it is. */
export function judgeQuality(facts: QualityFacts): Quality {
  const { raster, box, points, alignment, grey, score } = facts;
  const detectorWidth = box.width * detectorScale(raster);
  const sharp = sharpness(grey);
  const yaw = headYaw(points);
  const flaws: Flaw[] = [];
  if (box.width < leastWidthPx(raster)) flaws.push("too-small");
  if (isCut(box, raster)) flaws.push("cut-by-edge");
  if (!(sharp >= LEAST_SHARPNESS)) flaws.push("blurred");
  if (!(Math.abs(yaw) <= MOST_YAW)) flaws.push("turned-away");
  if (score < LEAST_SCORE || !isFaceLike(points, alignment, box)) flaws.push("implausible");
  const size = Math.min(1, box.width / 112, (detectorWidth / LEAST_DETECTOR_WIDTH_PX) * 0.5);
  const straight = Math.max(0, 1 - Math.abs(yaw) / (2 * MOST_YAW));
  const clear = Math.min(1, sharp / (4 * LEAST_SHARPNESS));
  const quality = Math.min(1, Math.max(0, size * straight * Math.sqrt(clear) * score));
  return { flaws, quality: Number.isFinite(quality) ? quality : 0, yaw };
}

/**
 * Turn of the head from five points: the nose's distance from the middle of the eyes by half the eyes' distance. About
 * 0.025 a degree.
 */
export function headYaw(points: readonly Point[]): number {
  const [left, right, nose] = points;
  if (left === undefined || right === undefined || nose === undefined) return Number.NaN;
  return (2 * nose[0] - left[0] - right[0]) / (right[0] - left[0]);
}

/**
 * How much of a picture's contrast is fine detail: variance of the Laplacian by variance of the values (both of the inner
 * part, where the face is). Contrast and brightness cancel out.
 */
export function sharpness(grey: Float32Array): number {
  const from = LANDMARK_SIDE / 8;
  const to = LANDMARK_SIDE - from;
  let sum = 0;
  let squares = 0;
  let edges = 0;
  let count = 0;
  for (let y = from; y < to; y += 1) {
    for (let x = from; x < to; x += 1) {
      const at = y * LANDMARK_SIDE + x;
      const value = grey[at] as number;
      const around =
        (grey[at - 1] as number) +
        (grey[at + 1] as number) +
        (grey[at - LANDMARK_SIDE] as number) +
        (grey[at + LANDMARK_SIDE] as number);
      sum += value;
      squares += value * value;
      edges += (around - 4 * value) ** 2;
      count += 1;
    }
  }
  const variance = squares / count - (sum / count) ** 2;
  return variance > 1e-6 ? edges / count / variance : 0;
}

function isCut(box: PixelBox, raster: Raster): boolean {
  return (
    box.x < 1 || box.y < 1 || box.x + box.width > raster.width - 1 || box.y + box.height > raster.height - 1
  );
}

function isFaceLike(points: readonly Point[], alignment: Alignment | null, box: PixelBox): boolean {
  const [left, right, nose, mouthLeft, mouthRight] = points;
  if (!left || !right || !nose || !mouthLeft || !mouthRight || alignment === null) return false;
  const eyes: Point = [(left[0] + right[0]) / 2, (left[1] + right[1]) / 2];
  const axis: Point = [
    (mouthLeft[0] + mouthRight[0]) / 2 - eyes[0],
    (mouthLeft[1] + mouthRight[1]) / 2 - eyes[1],
  ];
  const along = (nose[0] - eyes[0]) * axis[0] + (nose[1] - eyes[1]) * axis[1];
  const noseHeight = along / (axis[0] ** 2 + axis[1] ** 2);
  const eyeDistance = Math.hypot(right[0] - left[0], right[1] - left[1]) / box.width;
  return (
    alignment.residual <= MOST_RESIDUAL_PX &&
    eyeDistance >= LEAST_EYE_DISTANCE &&
    noseHeight >= NOSE_HEIGHT.least &&
    noseHeight <= NOSE_HEIGHT.most
  );
}
