// What looking at one face costs: the bare models, and the whole chain around them, on a picture of the film.
import { setTimeout as delay } from "node:timers/promises";
import { SystemClock, SystemScheduler } from "../../dist/adapters/clock/system-clock.js";
import { LibavFrameReader } from "../../dist/adapters/libav/frame-reader.js";
import { modelsDirectory } from "../../dist/adapters/model-files/manifest-file.js";
import { resolveModels } from "../../dist/adapters/model-files/resolve-models.js";
import { loadFaceModels } from "../../dist/adapters/onnx/face-models.js";
import { faceChain } from "../../dist/perception/vision/analyse.js";

const RUNS = 40;

/** Medians, ms of processor time; run back to back, and five times a second as a camera does (caches are cold then). */
export async function faceCosts(film, fps) {
  const models = await loadFaceModels(await resolveModels(modelsDirectory()));
  try {
    const frame = await firstFrame(film);
    const chain = faceChain(models);
    const looks = await chain(frame);
    if (looks.length !== 1 || looks[0]?.embedding === null)
      throw new Error("the film does not show one good face");
    // The models' own inputs of that frame: how long a model takes depends a little on what it sees.
    const seen = {};
    const spied = faceChain(
      Object.fromEntries(
        ["detect", "landmarks", "embed", "liveness"].map((task) => [
          task,
          (input) => models[task]((seen[task] = input.slice())),
        ]),
      ),
    );
    await spied(frame);
    const bare = async () => {
      for (const [task, input] of Object.entries(seen)) await models[task](input);
    };
    const whole = () => chain(frame);
    return {
      bareMs: await median(bare, 0),
      chainMs: await median(whole, 0),
      bareAtPaceMs: await median(bare, 1000 / fps),
      chainAtPaceMs: await median(whole, 1000 / fps),
    };
  } finally {
    await models.release();
  }
}

async function firstFrame(film) {
  const reader = new LibavFrameReader({ clock: new SystemClock(), scheduler: new SystemScheduler() });
  for await (const frame of reader.frames(film, { fps: 1 })) return frame;
  throw new Error(`${film} has no pictures`);
}

async function median(run, pauseMs) {
  for (let i = 0; i < 5; i += 1) await run();
  const times = [];
  for (let i = 0; i < RUNS; i += 1) {
    if (pauseMs > 0) await delay(pauseMs);
    const start = process.cpuUsage();
    await run();
    const { user, system } = process.cpuUsage(start);
    times.push((user + system) / 1000);
  }
  return times.sort((a, b) => a - b)[RUNS >> 1];
}
