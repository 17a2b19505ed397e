/**
 * Where should the square lie in which the 68 points are looked for? For each place, by the face's height below the middle
 * of the detector's box: how far the five points move when the detector's box moves by 4 %, in % of the face's height. Less is better.
 *
 *   npm run build && node bench/landmark-crop.mjs FOLDER     (photos of faces, at any depth)
 */
import { mediaBelow } from "../dist/app/evaluate/folders.js";
import { kindOf } from "../dist/app/face-files.js";
import { modelsDirectory } from "../dist/adapters/model-files/manifest-file.js";
import { resolveModels } from "../dist/adapters/model-files/resolve-models.js";
import { loadFaceModels } from "../dist/adapters/onnx/face-models.js";
import { readPhoto } from "../dist/adapters/stills/read-photo.js";
import { decodeDetections, DETECTOR_INPUT, fillDetectorInput } from "../dist/perception/vision/detection.js";
import {
  decodeLandmarks,
  disagreement,
  fillLandmarkInput,
  fivePoints,
  landmarkScratch,
} from "../dist/perception/vision/landmarks.js";

const PLACES = [-0.05, 0, 0.05, 0.075, 0.1, 0.125, 0.15];
const MOVED = 0.04;

const models = await loadFaceModels(await resolveModels(modelsDirectory()));
const input = new Float32Array(DETECTOR_INPUT);
const scratch = landmarkScratch();

async function points(photo, box, below) {
  fillLandmarkInput(photo, box, scratch, below);
  return fivePoints(decodeLandmarks(await models.landmarks(scratch.input), box, below));
}

const sums = new Map(PLACES.map((below) => [below, 0]));
let faces = 0;
for (const path of (await mediaBelow(process.argv[2] ?? ".")).filter((file) => kindOf(file) === "photo")) {
  const photo = await readPhoto(path);
  const scale = fillDetectorInput(photo, input);
  const box = decodeDetections(await models.detect(input), scale)[0]?.box;
  if (box === undefined || box.width < 44) continue;
  faces += 1;
  for (const below of PLACES) {
    const resting = await points(photo, box, below);
    for (const [right, down] of [
      [MOVED, 0],
      [-MOVED, 0],
      [0, MOVED],
      [0, -MOVED],
    ]) {
      const moved = { ...box, x: box.x + right * box.height, y: box.y + down * box.height };
      const sum = sums.get(below) + disagreement(resting, await points(photo, moved, below), box) / 4;
      sums.set(below, sum);
    }
  }
}
console.log(`${faces} faces`);
for (const [below, sum] of sums)
  console.log(`${below.toFixed(3).padStart(7)}  ${((100 * sum) / faces).toFixed(3)} %`);
await models.release();
