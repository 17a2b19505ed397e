// What looking at one face costs: the bare models, and the whole chain around them, on a picture of the film.
import { SystemClock, SystemScheduler } from "../../dist/adapters/clock/system-clock.js";
import { LibavFrameReader } from "../../dist/adapters/libav/frame-reader.js";
import { modelsDirectory } from "../../dist/adapters/model-files/manifest-file.js";
import { resolveModels } from "../../dist/adapters/model-files/resolve-models.js";
import { loadFaceModels } from "../../dist/adapters/onnx/face-models.js";
import { faceChain } from "../../dist/perception/vision/analyse.js";
import { interleaved, median, medianRatio } from "./interleaved.mjs";

const ROUNDS = { backToBack: 100, atPace: 30 };

/**
 * Medians, ms of processor time; run back to back, and at a camera's pace (caches are cold then). `bare` makes the model runs
 * that the chain makes for this frame: detection, landmarks in two squares, embedding, liveness. `once` runs each of the four
 * models once.
 *
 * @param atMs which picture of the film, by its time
 */
export async function faceCosts(film, { fps, atMs = 0 }) {
  const models = await loadFaceModels(await resolveModels(modelsDirectory()));
  try {
    const frame = await frameOf(film, atMs);
    const chain = faceChain(models);
    const looks = await chain(frame);
    if (looks.length !== 1 || looks[0]?.embedding == null || looks[0].live === null)
      throw new Error("the film does not show one good face there");
    const seen = await inputsOf(models, frame);
    const run = async (inputs) => {
      for (const [task, input] of inputs) await models[task](input);
    };
    const once = [...new Map(seen)];
    const runs = { bare: () => run(seen), once: () => run(once), chain: () => chain(frame) };
    const fast = await interleaved(runs, { rounds: ROUNDS.backToBack });
    const paced = await interleaved(runs, { rounds: ROUNDS.atPace, pauseMs: 1000 / fps });
    return {
      modelRuns: seen.map(([task]) => task),
      ...summary(fast, ""),
      ...summary(paced, "AtPace"),
    };
  } finally {
    await models.release();
  }
}

function summary({ bare, once, chain }, how) {
  return {
    [`bareMs${how}`]: median(bare),
    [`onceMs${how}`]: median(once),
    [`chainMs${how}`]: median(chain),
    [`chainToBare${how}`]: medianRatio(chain, bare),
    [`chainToOnce${how}`]: medianRatio(chain, once),
  };
}

/** The models' own inputs for a frame, in order: how long a model takes depends a little on what it sees. */
async function inputsOf(models, frame) {
  const seen = [];
  const spied = faceChain(
    Object.fromEntries(
      ["detect", "landmarks", "embed", "liveness"].map((task) => [
        task,
        (input) => {
          seen.push([task, input.slice()]);
          return models[task](input);
        },
      ]),
    ),
  );
  await spied(frame);
  return seen;
}

async function frameOf(film, atMs) {
  const reader = new LibavFrameReader({ clock: new SystemClock(), scheduler: new SystemScheduler() });
  for await (const frame of reader.frames(film, { fps: 5 })) if (frame.ptsMs >= atMs) return frame;
  throw new Error(`${film} has no picture at ${atMs} ms`);
}
