import { alignFace, ALIGNED_INPUT, fillAlignedInput, type Point } from "./alignment.ts";
import { decodeDetections, DETECTOR_INPUT, fillDetectorInput, type Detection } from "./detection.ts";
import type { FaceLook } from "./face-look.ts";
import type { Raster } from "./geometry.ts";
import {
  CHECKING_BELOW,
  decodeLandmarks,
  disagreement,
  fillLandmarkInput,
  fivePoints,
  landmarkScratch,
  mouthOpening,
} from "./landmarks.ts";
import { rimOf, surroundingsOf } from "./liveness/surroundings.ts";
import { isCheckable } from "./liveness/watch.ts";
import { fillLivenessInput, firstProbability, LIVENESS_INPUT, livenessRegion } from "./liveness.ts";
import { unitLength } from "./matching.ts";
import type { FaceModels } from "./ports.ts";
import { isPlausibleNorm, isSteady, judgeQuality } from "./quality.ts";

export interface FaceChainOptions {
  /**
   * Embed looks with flaws too. Only for measuring the models: such a look keeps its flaws, and nothing that decides
   * counts it.
   */
  readonly embedFlawed?: boolean;
}

type Checked = Pick<FaceLook, "live" | "surroundings">;
const UNCHECKED: Checked = { live: null, surroundings: null };

/**
 * The chain detection → landmarks → quality → alignment → embedding and liveness. The last two, the dear ones, only for
 * good looks; liveness for those that are turned away too. It owns the models' input buffers: one frame at a time.
 */
export function faceChain(
  models: FaceModels,
  { embedFlawed = false }: FaceChainOptions = {},
): (raster: Raster) => Promise<FaceLook[]> {
  const buffers = {
    detector: new Float32Array(DETECTOR_INPUT),
    landmarks: landmarkScratch(),
    aligned: new Float32Array(ALIGNED_INPUT),
    liveness: new Float32Array(LIVENESS_INPUT),
  };

  const look = async (raster: Raster, { box, score }: Detection): Promise<FaceLook> => {
    fillLandmarkInput(raster, box, buffers.landmarks);
    const landmarks = decodeLandmarks(await models.landmarks(buffers.landmarks.input), box);
    const points = fivePoints(landmarks);
    const alignment = alignFace(points);
    const grey = buffers.landmarks.input;
    const { flaws, quality, yaw } = judgeQuality({ raster, box, points, alignment, grey, score });
    if (flaws.length === 0 && !(await foundAgain(raster, box, points))) flaws.push("implausible");
    const seen = { box, score, landmarks, flaws, quality, yaw, mouthOpening: mouthOpening(landmarks) };
    if (alignment === null || (flaws.length > 0 && !embedFlawed)) {
      return { ...seen, embedding: null, ...(isCheckable(flaws) ? await liveness(raster, box) : UNCHECKED) };
    }
    fillAlignedInput(raster, alignment, buffers.aligned);
    const { unit, norm } = unitLength(await models.embed(buffers.aligned));
    if (!isPlausibleNorm(norm)) {
      return { ...seen, flaws: ["implausible"], embedding: embedFlawed ? unit : null, ...UNCHECKED };
    }
    return { ...seen, embedding: unit, ...(isCheckable(flaws) ? await liveness(raster, box) : UNCHECKED) };
  };

  /** Whether the points are where they were when they are looked for in another square. */
  const foundAgain = async (raster: Raster, box: Detection["box"], points: Point[]): Promise<boolean> => {
    fillLandmarkInput(raster, box, buffers.landmarks, CHECKING_BELOW);
    const again = decodeLandmarks(await models.landmarks(buffers.landmarks.input), box, CHECKING_BELOW);
    return isSteady(disagreement(points, fivePoints(again), box));
  };

  const liveness = async (raster: Raster, box: Detection["box"]): Promise<Checked> => {
    const region = livenessRegion(box, raster);
    if (region === null) return UNCHECKED;
    fillLivenessInput(raster, region, buffers.liveness);
    const surroundings = surroundingsOf(buffers.liveness, region, rimOf(raster));
    return { live: firstProbability(await models.liveness(buffers.liveness)), surroundings };
  };

  return async (raster) => {
    const scale = fillDetectorInput(raster, buffers.detector);
    const detections = decodeDetections(await models.detect(buffers.detector), scale);
    const looks: FaceLook[] = [];
    for (const detection of detections) looks.push(await look(raster, detection));
    return looks;
  };
}
