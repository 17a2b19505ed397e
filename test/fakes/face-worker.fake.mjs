// Stands in for the thread of the face models; what it does depends on the width of the frame.
import { appendFileSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";

const HANGS = 1;
const CRASHES = 2;
const FAILS = 3;

if (workerData.log) appendFileSync(workerData.log, "started\n");
parentPort.on("message", ({ id, width, pixels }) => {
  if (width === HANGS) return;
  if (width === CRASHES) throw new Error("crashed");
  if (width === FAILS) {
    parentPort.postMessage({ type: "failed", id, why: "no good" });
    return;
  }
  // The first pixel comes back as the score, so that a test can tell whose answer it is.
  const looks = [{ score: new Uint8Array(pixels)[0] }];
  setTimeout(() => parentPort.postMessage({ type: "scene", id, scene: { looks, people: null } }), 20);
});
parentPort.postMessage({ type: "ready" });
