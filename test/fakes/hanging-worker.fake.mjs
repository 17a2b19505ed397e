import { parentPort } from "node:worker_threads";

// Learns grammars and never recognises anything.
parentPort.on("message", ({ id, type }) => {
  if (type === "prepare") parentPort.postMessage({ id, type: "prepared" });
});
