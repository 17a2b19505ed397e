import * as ort from "onnxruntime-node";
import type { PersonModel } from "../../perception/vision/ports.ts";
import { floats, loadModel } from "./session.ts";

/** The model in memory, until `release`. */
export interface LoadedPersonModel extends PersonModel {
  release(): Promise<void>;
}

/**
 * Loads the model that finds people.
 *
 * @throws GatehouseError `MODELS_LOAD_FAILED` (kind `missing`)
 */
export async function loadPersonModel(path: string): Promise<LoadedPersonModel> {
  const session = await loadModel("person-detection", path);
  const name = session.inputNames[0] ?? "input";
  return {
    people: async (planes, { width, height }) => {
      const input = new ort.Tensor("float32", planes.subarray(0, 3 * width * height), [1, 3, height, width]);
      const output = await session.run({ [name]: input });
      return { heat: floats(output, "heat"), sides: floats(output, "sides") };
    },
    release: () => session.release(),
  };
}
