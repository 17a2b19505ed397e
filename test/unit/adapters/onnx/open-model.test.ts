import * as ort from "onnxruntime-node";
import { expect, test } from "vitest";
import { openModel } from "../../../../src/adapters/onnx/open-model.ts";
import type { InferenceRuntime, ModelSession } from "../../../../src/adapters/onnx/session.ts";
import type { ExecutionProvider } from "../../../../src/models/execution-provider.ts";

const MODEL = {
  task: "face-embedding",
  path: "/models/face.onnx",
  input: { shape: [1, 4], low: 0, high: 1 },
};

interface Behaviour {
  readonly ms: number;
  readonly answer?: number;
  readonly throws?: string;
}

/** A machine that has these providers; `open` counts the sessions that are in memory. */
class FakeMachine implements InferenceRuntime {
  readonly open = new Map<ExecutionProvider, number>();
  readonly created: ExecutionProvider[] = [];
  readonly #has: Partial<Record<ExecutionProvider, Behaviour>>;
  #ms = 0;

  constructor(has: Partial<Record<ExecutionProvider, Behaviour>>) {
    this.#has = has;
  }

  now = (): number => this.#ms;

  create = (_path: string, provider: ExecutionProvider): Promise<ModelSession> => {
    const behaviour = this.#has[provider];
    this.created.push(provider);
    if (behaviour === undefined) return Promise.reject(new Error("no driver\nand a long native trace"));
    this.#count(provider, 1);
    return Promise.resolve({
      inputNames: ["input"],
      outputNames: ["output"],
      run: () => {
        this.#ms += behaviour.ms;
        if (behaviour.throws !== undefined) return Promise.reject(new Error(behaviour.throws));
        const data = Float32Array.of(behaviour.answer ?? 1, 0.5);
        return Promise.resolve({ output: new ort.Tensor("float32", data, [1, 2]) });
      },
      release: () => {
        this.#count(provider, -1);
        return Promise.resolve();
      },
    });
  };

  #count(provider: ExecutionProvider, change: number): void {
    this.open.set(provider, (this.open.get(provider) ?? 0) + change);
  }
}

const refusal = (provider: ExecutionProvider, code: string, why: string) => ({ provider, code, why });

test("the CPU alone is asked for nothing but the model", async () => {
  const machine = new FakeMachine({ cpu: { ms: 9 }, cuda: { ms: 1 } });
  const { choice } = await openModel(MODEL, { runtime: machine });
  expect(choice).toEqual({ task: "face-embedding", provider: "cpu", refused: [] });
  expect(machine.created).toEqual(["cpu"]);
  expect(machine.now()).toBe(0);
});

test("a provider that passes its trial runs the model, and the CPU's session is freed", async () => {
  const machine = new FakeMachine({ cpu: { ms: 9 }, cuda: { ms: 1, answer: 1.001 } });
  const { choice } = await openModel(MODEL, { providers: ["cuda"], runtime: machine });
  expect(choice).toEqual({ task: "face-embedding", provider: "cuda", refused: [] });
  expect(Object.fromEntries(machine.open)).toEqual({ cpu: 0, cuda: 1 });
});

test.each([
  [
    "cannot be loaded",
    undefined,
    refusal("cuda", "PROVIDER_UNAVAILABLE", "cuda cannot be loaded: no driver"),
  ],
  [
    "fails while it runs",
    { ms: 1, throws: "out of memory" },
    refusal("cuda", "PROVIDER_FAILED", "cuda cannot run the model: out of memory"),
  ],
  [
    "gives other results",
    { ms: 1, answer: 1.1 },
    refusal("cuda", "PROVIDER_RESULTS_DIFFER", "cuda is not used: its results differ from the CPU's by 10 %"),
  ],
  [
    "is slower",
    { ms: 12 },
    refusal("cuda", "PROVIDER_SLOWER", "cuda is not used: it takes 12.0 ms where the CPU takes 9.0 ms"),
  ],
])("one that %s is refused and freed, and the CPU runs the model", async (_, cuda, refused) => {
  const machine = new FakeMachine({ cpu: { ms: 9 }, ...(cuda === undefined ? {} : { cuda }) });
  const { session, choice } = await openModel(MODEL, { providers: ["cuda"], runtime: machine });
  expect(choice).toEqual({ task: "face-embedding", provider: "cpu", refused: [refused] });
  expect(machine.open.get("cuda") ?? 0).toBe(0);
  expect(machine.open.get("cpu")).toBe(1);
  await session.release();
});

test("providers are tried in the order of preference, until one passes", async () => {
  const machine = new FakeMachine({
    cpu: { ms: 9 },
    tensorrt: { ms: 20 },
    cuda: { ms: 2 },
    webgpu: { ms: 1 },
  });
  const providers = ["tensorrt", "cuda", "webgpu", "cpu"] as const;
  const { choice } = await openModel(MODEL, { providers, runtime: machine });
  expect(choice.provider).toBe("cuda");
  expect(choice.refused.map(({ provider, code }) => [provider, code])).toEqual([
    ["tensorrt", "PROVIDER_SLOWER"],
  ]);
  expect(machine.created).toEqual(["cpu", "tensorrt", "cuda"]);
});

test("a file that not even the CPU can use is missing, whatever else there is", async () => {
  const machine = new FakeMachine({ cuda: { ms: 1 } });
  await expect(openModel(MODEL, { providers: ["cuda"], runtime: machine })).rejects.toMatchObject({
    code: "MODELS_LOAD_FAILED",
    kind: "missing",
    message: expect.stringContaining("/models/face.onnx") as string,
  });
});
