// Stands in for the thread of the face models; what it does depends on the width of the frame.
import { appendFileSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";

const HANGS = 1;
const CRASHES = 2;
const FAILS = 3;

const { log, hangsWith } = workerData.models;
const { providers } = workerData;
if (log) appendFileSync(log, "started\n");
let finished = Promise.resolve();
parentPort.on("message", (request) => {
  if (request === "end") {
    void finished.then(() => {
      if (log) appendFileSync(`${log}.ends`, "ended by itself\n");
      parentPort.close();
    });
    return;
  }
  const { id, width, pixels } = request;
  if (width === HANGS) {
    finished = new Promise(() => undefined);
    return;
  }
  if (width === CRASHES) throw new Error("crashed");
  if (width === FAILS) {
    parentPort.postMessage({ type: "failed", id, why: "no good" });
    return;
  }
  // The first pixel comes back as the score, so that a test can tell whose answer it is.
  const looks = [{ score: new Uint8Array(pixels)[0] }];
  finished = new Promise((resolve) => {
    setTimeout(() => {
      parentPort.postMessage({ type: "scene", id, scene: { looks, people: null } });
      resolve();
    }, 20);
  });
});
const choices = [{ task: "face-detection", provider: "cpu", refused: [] }];
if (!providers.includes(hangsWith)) parentPort.postMessage({ type: "ready", choices });
