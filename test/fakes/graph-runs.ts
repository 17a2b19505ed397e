import "@tensorflow/tfjs-backend-cpu";
import { loadGraphModel } from "@tensorflow/tfjs-converter";
import { env, io, setBackend, tensor, type Tensor } from "@tensorflow/tfjs-core";
import * as ort from "onnxruntime-node";

/** Numbers with the sizes of their dimensions, channels last. */
export interface Volume {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** What TensorFlow.js makes of a picture of this size, for each of the named nodes. */
export async function runGraphModel(
  files: { json: Uint8Array; weights: Uint8Array },
  image: Volume,
  nodes: readonly string[],
): Promise<Volume[]> {
  // Keeps it from recommending its native build.
  env().set("IS_TEST", true);
  await setBackend("cpu");
  const { format, modelTopology, weightsManifest } = JSON.parse(new TextDecoder().decode(files.json)) as {
    format: string;
    modelTopology: object;
    weightsManifest: { weights: io.WeightsManifestEntry[] }[];
  };
  const weightSpecs = weightsManifest.flatMap(({ weights }) => weights);
  const weightData = Uint8Array.from(files.weights).buffer;
  const graph = await loadGraphModel(io.fromMemory({ format, modelTopology, weightSpecs, weightData }));
  const results = graph.execute(tensor(image.data, [...image.shape]), [...nodes]);
  return [results]
    .flat()
    .map((result: Tensor) => ({ shape: result.shape, data: result.dataSync<"float32">() }));
}

/** What ONNX Runtime makes of the same picture; its channels, which come first there, are put last. */
export async function runOnnx(
  model: Uint8Array,
  { shape, data }: Volume,
  outputs: readonly string[],
): Promise<Volume[]> {
  const session = await ort.InferenceSession.create(model, { logSeverityLevel: 3 });
  const [, height = 0, width = 0, channels = 0] = shape;
  const area = height * width;
  const planes = data.map((_, i) => data[(i % area) * channels + Math.floor(i / area)] ?? 0);
  const results = await session.run({
    input: new ort.Tensor("float32", planes, [1, channels, height, width]),
  });
  await session.release();
  return outputs.map((name) => {
    const { dims = [], data: planar } = results[name] ?? {};
    const [, count = 0, rows = 0, columns = 0] = dims;
    const cells = rows * columns;
    const values = planar as Float32Array;
    const last = values.map((_, i) => values[(i % count) * cells + Math.floor(i / count)] ?? 0);
    return { shape: [1, rows, columns, count], data: last };
  });
}

/** The largest difference, as a part of the largest number where that is above 1. */
export function largestDifference(a: Volume, b: Volume): number {
  if (a.shape.join() !== b.shape.join()) return Number.POSITIVE_INFINITY;
  const scale = a.data.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  // Written so that NaN, on either side, stays the answer.
  return (
    a.data.reduce((most, value, i) => Math.max(most, Math.abs(value - (b.data[i] ?? Number.NaN))), 0) / scale
  );
}
