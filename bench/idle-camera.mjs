// What vision costs a camera of 1280 x 720 at 5 frames a second while nothing moves, decoding and conversion aside:
// the motion gate on every frame, all models on one frame in ten. Run: npx tsc -p tsconfig.build.json && node bench/idle-camera.mjs
import { modelsDirectory } from "../dist/adapters/model-files/manifest-file.js";
import { resolveModels } from "../dist/adapters/model-files/resolve-models.js";
import { inProcessAnalyser } from "../dist/adapters/onnx/in-process-analyser.js";
import { Attention } from "../dist/perception/vision/attention.js";
import { createVision } from "../dist/perception/vision/vision.js";

const [width, height, fps, frames] = [1280, 720, 5, 300];
const pictures = Array.from({ length: 4 }, (_, k) => {
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < data.length; i += 1) data[i] = 110 + ((i * 7919 + k * 104729) % 7);
  return data;
});

const analyser = await inProcessAnalyser(await resolveModels(modelsDirectory()));
const attention = new Attention();
const vision = createVision({
  camera: "bench",
  zones: {},
  gallery: [],
  thresholds: { recognize: 0.58, margin: 0.08, live: 0.5 },
});

/** CPU milliseconds of `count` frames, and how many of them the models saw. */
async function watch(count, firstT) {
  const before = process.cpuUsage();
  let analysed = 0;
  for (let i = 0; i < count; i += 1) {
    const t = firstT + (i * 1000) / fps;
    const frame = { camera: "bench", width, height, data: pictures[i % 4], at: t, t, ptsMs: t };
    const interest = attention.of(frame, t);
    if (interest.analyse) analysed += 1;
    const scene = interest.analyse ? await analyser.analyseScene(frame, interest) : null;
    const { looks, people } = scene ?? { looks: [], people: null };
    attention.note(vision.analyse(looks, { width, height, at: t, t, lagMs: 0, frozen: false }, people));
  }
  const { user, system } = process.cpuUsage(before);
  return { ms: (user + system) / 1000, analysed };
}

await watch(80, 0);
const { ms, analysed } = await watch(frames, 80_000);
await analyser.close();
console.log(
  JSON.stringify({ frames, analysed, msPerFrame: ms / frames, percentOfACore: ((ms / frames) * fps) / 10 }),
);
