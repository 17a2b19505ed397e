import * as ort from "onnxruntime-node";
import type { FaceModels } from "../../perception/vision/ports.ts";
import { GatehouseError, messageOf } from "../../runtime/errors.ts";

/** Paths of the four files. */
export interface FaceModelPaths {
  readonly "face-detection": string;
  readonly "face-landmarks": string;
  readonly "face-embedding": string;
  readonly "face-liveness": string;
}

/** The models in memory, until `release`. `run` blocks this thread for the time of the inference. */
export interface LoadedFaceModels extends FaceModels {
  release(): Promise<void>;
}

/** One thread that does not spin: on a small box two were slower, and spinning takes the processor from capture. */
const SESSION: ort.InferenceSession.SessionOptions = {
  executionProviders: ["cpu"],
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  graphOptimizationLevel: "all",
  logSeverityLevel: 3,
  extra: { session: { intra_op: { allow_spinning: "0" } } },
};

type Task = keyof FaceModelPaths;

/**
 * Loads the four models of the manifest (or others with the same inputs and outputs).
 *
 * @throws GatehouseError `MODELS_LOAD_FAILED` (kind `missing`)
 */
export async function loadFaceModels(paths: FaceModelPaths): Promise<LoadedFaceModels> {
  const detection = await load("face-detection", paths);
  const landmarks = await load("face-landmarks", paths);
  const embedding = await load("face-embedding", paths);
  const liveness = await load("face-liveness", paths);
  return {
    detect: async (input) => {
      const output = await run(detection, input, [1, 3, 240, 320]);
      return { scores: floats(output, "scores"), boxes: floats(output, "boxes") };
    },
    landmarks: async (input) => onlyOutput(landmarks, await run(landmarks, input, [1, 1, 64, 64])),
    embed: async (input) => onlyOutput(embedding, await run(embedding, input, [1, 3, 112, 112])),
    liveness: async (input) => onlyOutput(liveness, await run(liveness, input, [1, 3, 128, 128])),
    release: async () => {
      for (const session of [detection, landmarks, embedding, liveness]) await session.release();
    },
  };
}

async function load(task: Task, paths: FaceModelPaths): Promise<ort.InferenceSession> {
  try {
    return await ort.InferenceSession.create(paths[task], SESSION);
  } catch (error) {
    throw new GatehouseError(
      "MODELS_LOAD_FAILED",
      `the model for ${task}, ${paths[task]}, cannot be loaded: ${messageOf(error)}; run \`gatehouse models verify\``,
      { kind: "missing", cause: error },
    );
  }
}

function run(
  session: ort.InferenceSession,
  input: Float32Array,
  shape: readonly number[],
): Promise<ort.InferenceSession.OnnxValueMapType> {
  // A model of the user's own may name its input otherwise.
  const name = session.inputNames[0] ?? "input";
  return session.run({ [name]: new ort.Tensor("float32", input, shape) });
}

function onlyOutput(
  session: ort.InferenceSession,
  output: ort.InferenceSession.OnnxValueMapType,
): Float32Array {
  return floats(output, session.outputNames[0] ?? "output");
}

function floats(output: ort.InferenceSession.OnnxValueMapType, name: string): Float32Array {
  const value = output[name];
  if (value instanceof ort.Tensor && value.data instanceof Float32Array) return value.data;
  throw new GatehouseError("MODELS_OUTPUT_UNEXPECTED", `a face model has no 32-bit output "${name}"`, {
    kind: "failed",
  });
}
