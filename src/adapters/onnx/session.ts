import * as ort from "onnxruntime-node";
import type { ExecutionProvider } from "../../models/execution-provider.ts";
import { GatehouseError } from "../../runtime/errors.ts";

/** A model in memory; of ONNX Runtime's session what is needed. */
export interface ModelSession {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  run(feeds: Record<string, ort.Tensor>): Promise<ort.InferenceSession.OnnxValueMapType>;
  release(): Promise<void>;
}

/** Makes sessions, and tells the time for trials. */
export interface InferenceRuntime {
  /** Rejects with any error if the provider or the file cannot be used. */
  create(path: string, provider: ExecutionProvider): Promise<ModelSession>;
  /** Wall clock that only goes forward, ms. */
  now(): number;
}

/** One thread that does not spin: on a small box two were slower, and spinning takes the processor from capture. */
const SESSION: ort.InferenceSession.SessionOptions = {
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  graphOptimizationLevel: "all",
  logSeverityLevel: 3,
  extra: { session: { intra_op: { allow_spinning: "0" } } },
};

/** ONNX Runtime itself. */
export const onnxRuntime: InferenceRuntime = {
  create: async (path, provider) => {
    // Every error is thrown as well; printed, it would stand between the lines of the log.
    ort.env.logLevel = "fatal";
    const built = ort.listSupportedBackends().map(({ name }) => name);
    if (!built.includes(provider)) {
      throw new GatehouseError(
        "PROVIDER_UNAVAILABLE",
        `ONNX Runtime has no such provider on this kind of machine, only ${built.join(", ")}`,
        { kind: "missing" },
      );
    }
    return ort.InferenceSession.create(path, { ...SESSION, executionProviders: [provider] });
  },
  now: () => performance.now(),
};

/** An output of 32-bit numbers. */
export function floats(output: ort.InferenceSession.OnnxValueMapType, name: string): Float32Array {
  const value = output[name];
  if (value instanceof ort.Tensor && value.data instanceof Float32Array) return value.data;
  throw new GatehouseError("MODELS_OUTPUT_UNEXPECTED", `a model has no 32-bit output "${name}"`, {
    kind: "failed",
  });
}
