// Does inference block the thread that asks for it? `node bench/inference-blocking.mjs` (after `npm run build` and
// `gatehouse models pull`). A 1 ms timer ticks while the face embedding runs on the same thread, then in a worker.
import { Worker, isMainThread, parentPort } from "node:worker_threads";
import { fileURLToPath } from "node:url";

const RUNS = 100;
const model = fileURLToPath(new URL("../models/fetched/face-embedding.onnx", import.meta.url));

async function runMany() {
  const ort = await import("onnxruntime-node");
  const session = await ort.InferenceSession.create(model, {
    intraOpNumThreads: 1,
    extra: { session: { intra_op: { allow_spinning: "0" } } },
  });
  const input = new ort.Tensor("float32", new Float32Array(3 * 112 * 112).fill(0.1), [1, 3, 112, 112]);
  const feeds = { [session.inputNames[0]]: input };
  await session.run(feeds);
  const started = performance.now();
  for (let i = 0; i < RUNS; i++) await session.run(feeds);
  return performance.now() - started;
}

/** How many of the ticks that were due while `work` ran came through. */
async function ticksDuring(work) {
  let ticks = 0;
  const timer = setInterval(() => ticks++, 1);
  const inferenceMs = await work(() => (ticks = 0));
  clearInterval(timer);
  return { ticks, due: Math.round(inferenceMs), share: Number((ticks / inferenceMs).toFixed(2)) };
}

function inWorker(onStart) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url));
    worker.once("error", reject);
    worker.on("message", (message) => {
      if (message === "started") onStart();
      else resolve(message);
    });
  });
}

if (isMainThread) {
  const here = await ticksDuring(async (onStart) => {
    onStart();
    return runMany();
  });
  const worker = await ticksDuring(inWorker);
  console.log(JSON.stringify({ runs: RUNS, onTheSameThread: here, inAWorker: worker }));
} else {
  parentPort.postMessage("started");
  parentPort.postMessage(await runMany());
}
