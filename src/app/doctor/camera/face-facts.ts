import type { FaceLook } from "../../../perception/vision/face-look.ts";
import type { PixelBox } from "../../../perception/vision/pixel-box.ts";
import type { Raster } from "../../../perception/vision/geometry.ts";
import { fillLandmarkInput, fivePoints, type LandmarkScratch } from "../../../perception/vision/landmarks.ts";
import { leastWidthPx, sharpness } from "../../../perception/vision/quality.ts";
import { lightOf, type Light } from "./exposure.ts";

/** What is measured of one face in one picture. */
export interface FaceFacts extends Pick<FaceLook, "flaws" | "quality" | "live" | "yaw"> {
  /** Width of the face, and the least that is of use in a picture of this size; pixels. */
  readonly widthPx: number;
  readonly neededPx: number;
  readonly sharpness: number;
  /** How far the head, or the camera, is tilted to the side: degrees, positive clockwise. */
  readonly tilt: number;
  readonly light: Light;
  /** Mean luma of what is around the face; null if the face fills the picture. */
  readonly around: number | null;
}

/** What is around a face: so many times as wide and high, without the head. */
const AROUND = 3;
const HEAD = 1.4;

/**
 * Measures a face.
 *
 * @param scratch memory for the crop from which the sharpness is taken, the very one that the quality is judged by
 */
export function faceFacts(raster: Raster, look: FaceLook, scratch: LandmarkScratch): FaceFacts {
  const { box, flaws, quality, live, yaw, landmarks } = look;
  fillLandmarkInput(raster, box, scratch);
  const around = lightOf(raster, scaled(box, AROUND), scaled(box, HEAD));
  return {
    ...{ flaws, quality, live, yaw },
    widthPx: box.width,
    neededPx: leastWidthPx(raster),
    sharpness: sharpness(scratch.input),
    tilt: tiltOf(landmarks),
    light: lightOf(raster, box) ?? { mean: 0, black: 1, white: 0 },
    around: around?.mean ?? null,
  };
}

/** The slope of the line from eye to eye. */
function tiltOf(landmarks: Float32Array): number {
  const [left, right] = fivePoints(landmarks);
  if (left === undefined || right === undefined) return Number.NaN;
  return (Math.atan2(right[1] - left[1], right[0] - left[0]) * 180) / Math.PI;
}

/** The box made larger around its middle. */
function scaled(box: PixelBox, factor: number): PixelBox {
  return {
    x: box.x - (box.width * (factor - 1)) / 2,
    y: box.y - (box.height * (factor - 1)) / 2,
    width: box.width * factor,
    height: box.height * factor,
  };
}
