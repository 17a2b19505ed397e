import { GatehouseError } from "../runtime/errors.ts";

/** The execution providers of ONNX Runtime that can be asked for; which of them work is up to the machine. */
export const EXECUTION_PROVIDERS = ["cpu", "cuda", "tensorrt", "coreml", "webgpu"] as const;

export type ExecutionProvider = (typeof EXECUTION_PROVIDERS)[number];

/** A provider that was asked for and is not used. */
export interface ProviderRefusal {
  readonly provider: ExecutionProvider;
  /** `PROVIDER_UNAVAILABLE`, `PROVIDER_FAILED`, `PROVIDER_RESULTS_DIFFER`, `PROVIDER_SLOWER` or `PROVIDER_UNFINISHED`. */
  readonly code: string;
  readonly why: string;
}

/** What is to be tried before the CPU, which is always the last resort. */
export function beforeCpu(providers: readonly ExecutionProvider[]): readonly ExecutionProvider[] {
  const cpu = providers.indexOf("cpu");
  return cpu < 0 ? providers : providers.slice(0, cpu);
}

/** A provider is refused because of an error; its message names it. */
export function refusalOf(provider: ExecutionProvider, error: GatehouseError): ProviderRefusal {
  return { provider, code: error.code, why: error.message };
}

/** The refusal of providers whose trial was never finished: the thread or the process that ran it hung or died. */
export function unfinished(providers: readonly ExecutionProvider[], why: string): readonly ProviderRefusal[] {
  return beforeCpu(providers).map((provider) =>
    refusalOf(
      provider,
      new GatehouseError("PROVIDER_UNFINISHED", `${provider} is not tried again: ${why}`, { kind: "failed" }),
    ),
  );
}

/** What runs one model, and what was tried before. */
export interface ProviderChoice {
  /** The model's task in the manifest. */
  readonly task: string;
  readonly provider: ExecutionProvider;
  readonly refused: readonly ProviderRefusal[];
}

/**
 * What runs the models, in one sentence; null if nothing but the CPU was ever asked for.
 *
 * A reason that holds for all models is given once.
 */
export function describeChoices(choices: readonly ProviderChoice[]): string | null {
  if (choices.every(({ provider, refused }) => provider === "cpu" && refused.length === 0)) return null;
  const users = grouped(choices.map(({ provider, task }) => [provider, task]));
  const running = [...users].map(([provider, tasks]) =>
    tasks.length === choices.length ? provider : `${provider} (${tasks.join(", ")})`,
  );
  const reasons = grouped(
    choices.flatMap(({ task, refused }) => refused.map(({ why }): [string, string] => [why, task])),
  );
  const refusals = [...reasons].map(([why, tasks]) =>
    tasks.length === choices.length ? why : `${tasks.join(", ")}: ${why}`,
  );
  return [`the vision models run on ${running.join(", ")}`, ...refusals].join("; ");
}

function grouped(pairs: readonly (readonly [key: string, value: string])[]): ReadonlyMap<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const [key, value] of pairs) groups.set(key, [...(groups.get(key) ?? []), value]);
  return groups;
}
