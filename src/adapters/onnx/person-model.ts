import * as ort from "onnxruntime-node";
import type { ProviderChoice } from "../../models/execution-provider.ts";
import type { PersonModel } from "../../perception/vision/ports.ts";
import { openModel, type OpenOptions } from "./open-model.ts";
import { floats } from "./session.ts";

/** The model in memory, until `release`. */
export interface LoadedPersonModel extends PersonModel {
  /** What runs it. */
  readonly choice: ProviderChoice;
  release(): Promise<void>;
}

/** What it takes from a wide picture; other pictures need another height. */
const INPUT = { shape: [1, 3, 288, 512], low: 0, high: 255 };

/**
 * Loads the model that finds people.
 *
 * @throws GatehouseError `MODELS_LOAD_FAILED` (kind `missing`)
 */
export async function loadPersonModel(path: string, options: OpenOptions = {}): Promise<LoadedPersonModel> {
  const { session, choice } = await openModel({ task: "person-detection", path, input: INPUT }, options);
  const name = session.inputNames[0] ?? "input";
  return {
    choice,
    people: async (planes, { width, height }) => {
      const input = new ort.Tensor("float32", planes.subarray(0, 3 * width * height), [1, 3, height, width]);
      const output = await session.run({ [name]: input });
      return { heat: floats(output, "heat"), sides: floats(output, "sides") };
    },
    release: () => session.release(),
  };
}
