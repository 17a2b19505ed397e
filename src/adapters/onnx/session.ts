import * as ort from "onnxruntime-node";
import { GatehouseError, messageOf } from "../../runtime/errors.ts";

/** One thread that does not spin: on a small box two were slower, and spinning takes the processor from capture. */
const SESSION: ort.InferenceSession.SessionOptions = {
  executionProviders: ["cpu"],
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  graphOptimizationLevel: "all",
  logSeverityLevel: 3,
  extra: { session: { intra_op: { allow_spinning: "0" } } },
};

/**
 * Loads the model for a task.
 *
 * @throws GatehouseError `MODELS_LOAD_FAILED` (kind `missing`)
 */
export async function loadModel(task: string, path: string): Promise<ort.InferenceSession> {
  try {
    return await ort.InferenceSession.create(path, SESSION);
  } catch (error) {
    throw new GatehouseError(
      "MODELS_LOAD_FAILED",
      `the model for ${task}, ${path}, cannot be loaded: ${messageOf(error)}; run \`gatehouse models verify\``,
      { kind: "missing", cause: error },
    );
  }
}

/** An output of 32-bit numbers. */
export function floats(output: ort.InferenceSession.OnnxValueMapType, name: string): Float32Array {
  const value = output[name];
  if (value instanceof ort.Tensor && value.data instanceof Float32Array) return value.data;
  throw new GatehouseError("MODELS_OUTPUT_UNEXPECTED", `a model has no 32-bit output "${name}"`, {
    kind: "failed",
  });
}
