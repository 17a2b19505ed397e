import { faceChain, type FaceChainOptions } from "../../perception/vision/analyse.ts";
import type { FaceAnalyser } from "../../perception/vision/ports.ts";
import { loadFaceModels, type FaceModelPaths } from "./face-models.ts";

/**
 * A face analyser in this thread, for commands and tests: every frame is analysed in turn, none is dropped, and the thread
 * is blocked meanwhile. A camera process takes `workerAnalyser` instead.
 */
export async function inProcessAnalyser(
  paths: FaceModelPaths,
  options: FaceChainOptions = {},
): Promise<FaceAnalyser> {
  const models = await loadFaceModels(paths);
  const chain = faceChain(models, options);
  const counters = { analysed: 0, dropped: 0, restarts: 0 };
  let last: Promise<unknown> = Promise.resolve();
  let closed: Promise<void> | null = null;
  return {
    counters,
    analyse: (frame) => {
      if (closed !== null) return Promise.resolve(null);
      const result = last.then(async () => {
        const looks = await chain(frame);
        counters.analysed += 1;
        return looks;
      });
      last = result.catch(() => undefined);
      return result;
    },
    close: () => (closed ??= last.then(() => models.release())),
  };
}
