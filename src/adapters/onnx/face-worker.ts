import { parentPort, workerData } from "node:worker_threads";
import { faceChain } from "../../perception/vision/analyse.ts";
import { messageOf } from "../../runtime/errors.ts";
import { loadFaceModels, type FaceModelPaths } from "./face-models.ts";
import type { WorkerJob, WorkerReply } from "./worker-messages.ts";

/**
 * The entry point of the thread that runs the face models. It lives outside the thread of capture because inference
 * blocks the thread it runs on. A model that cannot be loaded ends it, which the host sees as a failed start.
 */
const port = parentPort;
if (port === null) throw new Error("face-worker is started as a worker thread");
const say = (reply: WorkerReply): void => port.postMessage(reply);

const chain = faceChain(await loadFaceModels(workerData as FaceModelPaths));

port.on("message", ({ id, width, height, pixels }: WorkerJob) => {
  const data = new Uint8Array(pixels, 0, width * height * 3);
  chain({ width, height, data }).then(
    (looks) => say({ type: "looks", id, looks }),
    (error: unknown) => say({ type: "failed", id, why: messageOf(error) }),
  );
});
say({ type: "ready" });
