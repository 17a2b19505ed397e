import { DETECTOR_HEIGHT, DETECTOR_WIDTH, detectorScale } from "../../perception/vision/detection.ts";
import type { Raster } from "../../perception/vision/geometry.ts";
import type { FaceModels } from "../../perception/vision/ports.ts";

// No photograph comes with Gatehouse, and how long the models take does not depend on what they see.

/** A picture of noise that is sharp everywhere, the same each time. */
export function noisyPicture(width: number, height: number): Raster {
  let state = 1;
  const data = Uint8Array.from({ length: width * height * 3 }, () => {
    state = (state * 48_271) % 2_147_483_647;
    return state & 255;
  });
  return { width, height, data };
}

/** Where the face is, in fractions of the picture: as large as that of somebody who stands at a door. */
const BOX = { left: 0.44, top: 0.3, right: 0.56, bottom: 0.6 };
/** How much lower a face lies in the chain's second square for landmarks than in its first, by its height. */
const SECOND_SQUARE = 0.1;

/**
 * The same models, which do all their work; only their answers are replaced by those for one good face in the middle of the
 * picture, so that the chain goes all its way.
 */
export function withOneFace(models: FaceModels, size: { width: number; height: number }): FaceModels {
  const found = detection(size);
  const squares = [points(0), points(SECOND_SQUARE)] as const;
  let looks = 0;
  return {
    detect: async (input) => {
      await models.detect(input);
      looks = 0;
      return found;
    },
    landmarks: async (input) => {
      await models.landmarks(input);
      looks += 1;
      return squares[looks === 1 ? 0 : 1];
    },
    embed: async (input) => (await models.embed(input)).fill(1),
    liveness: (input) => models.liveness(input),
  };
}

function detection(size: { width: number; height: number }): Awaited<ReturnType<FaceModels["detect"]>> {
  const scale = detectorScale(size);
  const [x, y] = [(size.width * scale) / DETECTOR_WIDTH, (size.height * scale) / DETECTOR_HEIGHT];
  // As many candidates as the model has: all are looked through.
  const scores = new Float32Array(2 * 4420);
  const boxes = new Float32Array(4 * 4420);
  scores[1] = 0.99;
  boxes.set([BOX.left * x, BOX.top * y, BOX.right * x, BOX.bottom * y]);
  return { scores, boxes };
}

/** The 68 points of a face that looks straight ahead, in fractions of the square. */
function points(lower: number): Float32Array {
  const all = new Float32Array(136).fill(0.5 + lower);
  const put = (indices: readonly number[], x: number, y: number): void => {
    for (const index of indices) all.set([x, y + lower], index * 2);
  };
  put([37, 38, 40, 41], 0.37, 0.4);
  put([43, 44, 46, 47], 0.63, 0.4);
  put([30], 0.5, 0.57);
  put([48, 60], 0.4, 0.73);
  put([54, 64], 0.6, 0.73);
  return all;
}
