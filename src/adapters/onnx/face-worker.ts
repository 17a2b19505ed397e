import { parentPort, workerData } from "node:worker_threads";
import { sceneChain } from "../../perception/vision/scene.ts";
import { messageOf } from "../../runtime/errors.ts";
import { loadFaceModels } from "./face-models.ts";
import { loadPersonModel } from "./person-model.ts";
import type { WorkerReply, WorkerRequest, WorkerStart } from "./worker-messages.ts";

/**
 * The entry point of the thread that runs the vision models. It lives outside the thread of capture because inference
 * blocks the thread it runs on. A model that cannot be loaded ends it, which the host sees as a failed start.
 */
const port = parentPort;
if (port === null) throw new Error("face-worker is started as a worker thread");
const say = (reply: WorkerReply): void => port.postMessage(reply);

const { models, providers } = workerData as WorkerStart;
const { "person-detection": path } = models;
const faces = await loadFaceModels(models, { providers });
const person = path === undefined ? null : await loadPersonModel(path, { providers });
const chain = sceneChain({ faces, person });

let working: Promise<void> = Promise.resolve();
port.on("message", (request: WorkerRequest) => {
  if (request === "end") {
    // Torn down while a model runs, the runtime would abort the whole process.
    void working.then(() => port.close());
    return;
  }
  const { id, width, height, pixels, people } = request;
  const data = new Uint8Array(pixels, 0, width * height * 3);
  working = chain({ width, height, data }, { people }).then(
    (scene) => say({ type: "scene", id, scene }),
    (error: unknown) => say({ type: "failed", id, why: messageOf(error) }),
  );
});
say({ type: "ready", choices: person === null ? faces.choices : [...faces.choices, person.choice] });
