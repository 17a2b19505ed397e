import type { FaceChainOptions } from "../../perception/vision/analyse.ts";
import type { Scene, SceneAnalyser } from "../../perception/vision/ports.ts";
import { sceneChain } from "../../perception/vision/scene.ts";
import type { Frame } from "../../sensors/frame.ts";
import { loadFaceModels } from "./face-models.ts";
import { loadPersonModel } from "./person-model.ts";
import type { OpenOptions } from "./open-model.ts";
import type { SceneModelPaths } from "./worker-messages.ts";

/**
 * A face analyser in this thread, for commands and tests: every frame is analysed in turn, none is dropped, and the thread
 * is blocked meanwhile. A camera process takes `workerAnalyser` instead.
 */
export async function inProcessAnalyser(
  paths: SceneModelPaths,
  { providers, ...options }: FaceChainOptions & Pick<OpenOptions, "providers"> = {},
): Promise<SceneAnalyser> {
  const opening = providers === undefined ? {} : { providers };
  const faces = await loadFaceModels(paths, opening);
  const { "person-detection": path } = paths;
  const person = path === undefined ? null : await loadPersonModel(path, opening);
  const chain = sceneChain({ faces, person }, options);
  const counters = { analysed: 0, dropped: 0, restarts: 0 };
  let last: Promise<unknown> = Promise.resolve();
  let closed: Promise<void> | null = null;
  const analyseScene = (frame: Frame, wanted: { readonly people: boolean }): Promise<Scene | null> => {
    if (closed !== null) return Promise.resolve(null);
    const result = last.then(async () => {
      const scene = await chain(frame, wanted);
      counters.analysed += 1;
      return scene;
    });
    last = result.catch(() => undefined);
    return result;
  };
  return {
    counters,
    analyseScene,
    analyse: async (frame) => (await analyseScene(frame, { people: false }))?.looks ?? null,
    close: () =>
      (closed ??= last.then(async () => {
        await faces.release();
        await person?.release();
      })),
  };
}
