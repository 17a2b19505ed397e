import * as ort from "onnxruntime-node";
import {
  beforeCpu,
  refusalOf,
  type ExecutionProvider,
  type ProviderChoice,
  type ProviderRefusal,
} from "../../models/execution-provider.ts";
import { judgeTrial, largestDifference, trialValues, type TrialInput } from "../../models/provider-trial.ts";
import { GatehouseError, messageOf } from "../../runtime/errors.ts";
import { floats, onnxRuntime, type InferenceRuntime, type ModelSession } from "./session.ts";

/** A model's file, and what it takes. */
export interface ModelToOpen {
  readonly task: string;
  readonly path: string;
  readonly input: TrialInput;
}

export interface OpenOptions {
  /** In the order of preference; the CPU is the last resort, whether it is named or not. */
  readonly providers?: readonly ExecutionProvider[];
  /** Another runtime, for tests. */
  readonly runtime?: InferenceRuntime;
}

export interface OpenModel {
  readonly session: ModelSession;
  readonly choice: ProviderChoice;
}

/** Runs before the clock counts, and runs that it counts. */
const WARM_UP = 2;
const ROUNDS = 9;

/**
 * Loads a model with the first provider that passes its trial: it has to give the CPU's results on a fixed input, and must not
 * be slower. A provider that fails is never an error.
 *
 * @throws GatehouseError `MODELS_LOAD_FAILED` (kind `missing`) if not even the CPU can use the file
 */
export async function openModel(
  model: ModelToOpen,
  { providers = ["cpu"], runtime = onnxRuntime }: OpenOptions,
): Promise<OpenModel> {
  const cpu = await loadOnCpu(model, runtime);
  const refused: ProviderRefusal[] = [];
  for (const provider of beforeCpu(providers)) {
    try {
      const session = await tryProvider(model, provider, { cpu, runtime });
      await cpu.release();
      return { session, choice: { task: model.task, provider, refused } };
    } catch (error) {
      if (!(error instanceof GatehouseError)) throw error;
      refused.push(refusalOf(provider, error));
    }
  }
  return { session: cpu, choice: { task: model.task, provider: "cpu", refused } };
}

async function loadOnCpu({ task, path }: ModelToOpen, runtime: InferenceRuntime): Promise<ModelSession> {
  try {
    return await runtime.create(path, "cpu");
  } catch (error) {
    throw new GatehouseError(
      "MODELS_LOAD_FAILED",
      `the model for ${task}, ${path}, cannot be loaded: ${messageOf(error)}; run \`gatehouse models verify\``,
      { kind: "missing", cause: error },
    );
  }
}

async function tryProvider(
  model: ModelToOpen,
  provider: ExecutionProvider,
  { cpu, runtime }: { cpu: ModelSession; runtime: InferenceRuntime },
): Promise<ModelSession> {
  const session = await runtime.create(model.path, provider).catch((error: unknown) => {
    throw new GatehouseError("PROVIDER_UNAVAILABLE", `${provider} cannot be loaded: ${briefly(error)}`, {
      kind: "missing",
      cause: error,
    });
  });
  try {
    const verdict = judgeTrial(await compare(model.input, { provider: session, cpu, runtime }));
    if (verdict.passed) return session;
    throw new GatehouseError(verdict.code, `${provider} is not used: ${verdict.why}`, { kind: "failed" });
  } catch (error) {
    await session.release().catch(() => undefined);
    if (error instanceof GatehouseError) throw error;
    throw new GatehouseError("PROVIDER_FAILED", `${provider} cannot run the model: ${briefly(error)}`, {
      kind: "failed",
      cause: error,
    });
  }
}

/** Lets both run the same input in turn, so that other work on the machine hits both. */
async function compare(
  input: TrialInput,
  { provider, cpu, runtime }: { provider: ModelSession; cpu: ModelSession; runtime: InferenceRuntime },
): Promise<Parameters<typeof judgeTrial>[0]> {
  const tensor = new ort.Tensor("float32", trialValues(input), input.shape);
  const timed = async (session: ModelSession) => {
    const startMs = runtime.now();
    const output = await session.run({ [session.inputNames[0] ?? "input"]: tensor });
    const ms = runtime.now() - startMs;
    const outputs = Object.fromEntries(session.outputNames.map((name) => [name, floats(output, name)]));
    return { ms, outputs };
  };
  const result = { difference: 0, providerMs: new Array<number>(), cpuMs: new Array<number>() };
  for (let round = -WARM_UP; round < ROUNDS; round += 1) {
    const expected = await timed(cpu);
    const got = await timed(provider);
    result.difference = Math.max(result.difference, largestDifference(expected.outputs, got.outputs));
    if (round < 0) continue;
    result.cpuMs.push(expected.ms);
    result.providerMs.push(got.ms);
  }
  return result;
}

/** What to do about the commonest failure, which ONNX Runtime does not say. */
const NO_LIBRARIES =
  "onnxruntime-node is installed without its libraries (docs/performance.md, Graphics processors)";

/** A native error begins with its place in ONNX Runtime's sources and goes on for many lines. */
function briefly(error: unknown): string {
  const line = messageOf(error).trim().split("\n")[0] ?? "";
  const said = line.replace(/^\/onnxruntime_src.* was false\. /, "").slice(0, 300);
  return /Failed to load shared library/.test(said) ? NO_LIBRARIES : said;
}
