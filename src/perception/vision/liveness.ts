import type { PixelBox } from "./pixel-box.ts";
import { squareAround, type Raster } from "./geometry.ts";
import { regionMap, sampleAffine } from "./sampling.ts";

/** Side of the picture that the liveness model takes. */
const LIVENESS_SIDE = 128;
/** Length of its input. */
export const LIVENESS_INPUT = 3 * LIVENESS_SIDE * LIVENESS_SIDE;

/** The model was trained on squares this many times the face's height: it judges the surroundings too. */
const SURROUNDINGS = 2.7;
/** With less around the face than this the model's answer means nothing. */
const LEAST_SURROUNDINGS = 1.5;

/** The square that the model is to see, shrunk and shifted into the picture; null if too little of it fits. */
export function livenessRegion(box: PixelBox, raster: Raster): PixelBox | null {
  const room = Math.min(raster.width - 1, raster.height - 1);
  const factor = Math.min(SURROUNDINGS, room / box.height);
  if (!(factor >= LEAST_SURROUNDINGS)) return null;
  const square = squareAround(box, factor);
  return {
    ...square,
    x: Math.max(0, Math.min(square.x, raster.width - 1 - square.width)),
    y: Math.max(0, Math.min(square.y, raster.height - 1 - square.height)),
  };
}

/** Fills the model's input. */
export function fillLivenessInput(raster: Raster, region: PixelBox, input: Float32Array): void {
  const size = { width: LIVENESS_SIDE, height: LIVENESS_SIDE };
  const target = { ...size, planes: input, order: "bgr", mean: 0, divisor: 1 } as const;
  sampleAffine(raster, regionMap(region, size), target, "edge");
}

/** Probability of the first of some logits (softmax). */
export function firstProbability(logits: Float32Array): number {
  const highest = logits.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const sum = logits.reduce((total, logit) => total + Math.exp(logit - highest), 0);
  return Math.exp((logits[0] ?? Number.NEGATIVE_INFINITY) - highest) / sum;
}
