import * as ort from "onnxruntime-node";
import type { ProviderChoice } from "../../models/execution-provider.ts";
import type { TrialInput } from "../../models/provider-trial.ts";
import type { FaceModels } from "../../perception/vision/ports.ts";
import { openModel, type OpenOptions } from "./open-model.ts";
import { floats, type ModelSession } from "./session.ts";

/** Paths of the four files. */
export interface FaceModelPaths {
  readonly "face-detection": string;
  readonly "face-landmarks": string;
  readonly "face-embedding": string;
  readonly "face-liveness": string;
}

/** The models in memory, until `release`. `run` blocks this thread for the time of the inference. */
export interface LoadedFaceModels extends FaceModels {
  /** What runs each of them. */
  readonly choices: readonly ProviderChoice[];
  release(): Promise<void>;
}

/** What the models take, as the manifest describes it. */
const INPUTS = {
  "face-detection": { shape: [1, 3, 240, 320], low: -1, high: 1 },
  "face-landmarks": { shape: [1, 1, 64, 64], low: 0, high: 1 },
  "face-embedding": { shape: [1, 3, 112, 112], low: -1, high: 1 },
  "face-liveness": { shape: [1, 3, 128, 128], low: 0, high: 255 },
} as const satisfies Record<keyof FaceModelPaths, TrialInput>;

/**
 * Loads the four models of the manifest (or others with the same inputs and outputs).
 *
 * @throws GatehouseError `MODELS_LOAD_FAILED` (kind `missing`)
 */
export async function loadFaceModels(
  paths: FaceModelPaths,
  options: OpenOptions = {},
): Promise<LoadedFaceModels> {
  const open = (task: keyof FaceModelPaths) =>
    openModel({ task, path: paths[task], input: INPUTS[task] }, options);
  const detection = await open("face-detection");
  const landmarks = await open("face-landmarks");
  const embedding = await open("face-embedding");
  const liveness = await open("face-liveness");
  const all = [detection, landmarks, embedding, liveness];
  return {
    choices: all.map(({ choice }) => choice),
    detect: async (input) => {
      const output = await run(detection.session, input, INPUTS["face-detection"].shape);
      return { scores: floats(output, "scores"), boxes: floats(output, "boxes") };
    },
    landmarks: (input) => onlyOutput(landmarks.session, input, INPUTS["face-landmarks"].shape),
    embed: (input) => onlyOutput(embedding.session, input, INPUTS["face-embedding"].shape),
    liveness: (input) => onlyOutput(liveness.session, input, INPUTS["face-liveness"].shape),
    release: async () => {
      for (const { session } of all) await session.release();
    },
  };
}

function run(
  session: ModelSession,
  input: Float32Array,
  shape: readonly number[],
): Promise<ort.InferenceSession.OnnxValueMapType> {
  // A model of the user's own may name its input otherwise.
  const name = session.inputNames[0] ?? "input";
  return session.run({ [name]: new ort.Tensor("float32", input, shape) });
}

async function onlyOutput(
  session: ModelSession,
  input: Float32Array,
  shape: readonly number[],
): Promise<Float32Array> {
  return floats(await run(session, input, shape), session.outputNames[0] ?? "output");
}
