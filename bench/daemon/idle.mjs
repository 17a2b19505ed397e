// What vision costs a camera of 1280 x 720 at 5 frames a second while nothing moves, decoding and conversion aside: the motion
// gate on every frame, all models on one frame in ten.
import { modelsDirectory } from "../../dist/adapters/model-files/manifest-file.js";
import { resolveModels } from "../../dist/adapters/model-files/resolve-models.js";
import { inProcessAnalyser } from "../../dist/adapters/onnx/in-process-analyser.js";
import { Attention } from "../../dist/perception/vision/attention.js";
import { createVision } from "../../dist/perception/vision/vision.js";
import { median } from "./interleaved.mjs";

const [width, height, fps, frames, rounds] = [1280, 720, 5, 100, 7];

/** Percent of a core, the median of some rounds. */
export async function idleCost() {
  const analyser = await inProcessAnalyser(await resolveModels(modelsDirectory()));
  try {
    const watch = watcher(analyser);
    await watch(80);
    const measured = [];
    for (let round = 0; round < rounds; round += 1) measured.push(await watch(frames));
    const msAFrame = measured.map(({ ms }) => ms / frames);
    return {
      frames: rounds * frames,
      analysed: measured.reduce((sum, { analysed }) => sum + analysed, 0),
      msAFrame: median(msAFrame),
      percentOfACore: (median(msAFrame) * fps) / 10,
    };
  } finally {
    await analyser.close();
  }
}

/** Shows frames where nothing but noise moves; each call goes on where the last one ended. */
function watcher(analyser) {
  const pictures = Array.from({ length: 4 }, (_, k) => {
    const data = new Uint8Array(width * height * 3);
    for (let i = 0; i < data.length; i += 1) data[i] = 110 + ((i * 7919 + k * 104729) % 7);
    return data;
  });
  const attention = new Attention();
  const vision = createVision({
    camera: "bench",
    zones: {},
    gallery: [],
    thresholds: { recognize: 0.58, margin: 0.08, live: 0.5 },
  });
  let shown = 0;
  return async (count) => {
    const before = process.cpuUsage();
    let analysed = 0;
    for (let i = 0; i < count; i += 1, shown += 1) {
      const t = (shown * 1000) / fps;
      const frame = { camera: "bench", width, height, data: pictures[shown % 4], at: t, t, ptsMs: t };
      const interest = attention.of(frame, t);
      if (interest.analyse) analysed += 1;
      const scene = interest.analyse ? await analyser.analyseScene(frame, interest) : null;
      const { looks, people } = scene ?? { looks: [], people: null };
      attention.note(vision.analyse(looks, { width, height, at: t, t, lagMs: 0, frozen: false }, people));
    }
    const { user, system } = process.cpuUsage(before);
    return { ms: (user + system) / 1000, analysed };
  };
}
