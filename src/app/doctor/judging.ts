import { modelsDirectory } from "../../adapters/model-files/manifest-file.ts";
import { sha256OfFile } from "../../adapters/model-files/model-directory.ts";
import { resolveModels } from "../../adapters/model-files/resolve-models.ts";
import type { GatehouseConfig } from "../../config/schema/gatehouse.ts";
import { livenessDemanded } from "./face-ways.ts";
import type { Judging } from "./spoof-test.ts";

/**
 * SHA-256 of the models that look at faces, by task.
 *
 * @param directory of the configuration: its own models are relative to it
 * @throws GatehouseError MODELS_MISSING (missing)
 */
export async function faceModelDigests(
  config: Pick<GatehouseConfig, "models">,
  directory: string,
): Promise<Record<string, string>> {
  const paths = await resolveModels(modelsDirectory(), config.models, directory);
  const found: Record<string, string> = {};
  for (const [task, path] of Object.entries(paths)) {
    if (task.startsWith("face-")) found[task] = (await sha256OfFile(path)) ?? "";
  }
  return found;
}

/** How faces are judged at a camera now. */
export function judgingAt(
  camera: string,
  config: GatehouseConfig,
  models: Readonly<Record<string, string>>,
): Judging {
  return { models, live: livenessDemanded(config, camera) };
}
