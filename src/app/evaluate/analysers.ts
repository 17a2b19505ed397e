import { availableParallelism } from "node:os";
import { SystemScheduler } from "../../adapters/clock/system-clock.ts";
import { modelsDirectory } from "../../adapters/model-files/manifest-file.ts";
import { resolveModels } from "../../adapters/model-files/resolve-models.ts";
import { workerAnalyser } from "../../adapters/onnx/worker-analyser.ts";
import type { FaceAnalyser } from "../../perception/vision/ports.ts";
import { silentLogger } from "../../runtime/logger.ts";

/** More threads than this would only fill the memory. */
const MOST_ANALYSERS = 4;
/** A command may wait for a busy machine, where a camera may not. */
const TIMEOUT_MS = 60_000;

/**
 * Loads the face models as often as the machine can run them side by side, each in a thread of its own. Each analyser takes
 * one picture at a time.
 *
 * @param overrides the user's own files by task, relative to `base`
 * @throws GatehouseError `MODELS_MISSING` (kind `missing`)
 */
export async function openAnalysers(
  overrides: Readonly<Record<string, string>>,
  base: string,
): Promise<FaceAnalyser[]> {
  const models = await resolveModels(modelsDirectory(), overrides, base);
  const scheduler = new SystemScheduler();
  const count = Math.min(MOST_ANALYSERS, availableParallelism());
  return Array.from({ length: count }, () =>
    workerAnalyser({ models, scheduler, logger: silentLogger, timeoutMs: TIMEOUT_MS }),
  );
}
