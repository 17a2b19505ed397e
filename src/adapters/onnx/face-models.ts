import * as ort from "onnxruntime-node";
import type { FaceModels } from "../../perception/vision/ports.ts";
import { floats, loadModel } from "./session.ts";

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

/**
 * Loads the four models of the manifest (or others with the same inputs and outputs).
 *
 * @throws GatehouseError `MODELS_LOAD_FAILED` (kind `missing`)
 */
export async function loadFaceModels(paths: FaceModelPaths): Promise<LoadedFaceModels> {
  const detection = await loadModel("face-detection", paths["face-detection"]);
  const landmarks = await loadModel("face-landmarks", paths["face-landmarks"]);
  const embedding = await loadModel("face-embedding", paths["face-embedding"]);
  const liveness = await loadModel("face-liveness", paths["face-liveness"]);
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
