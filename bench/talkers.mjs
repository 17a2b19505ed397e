import { SystemClock, SystemScheduler } from "../dist/adapters/clock/system-clock.js";
import { LibavAudioReader } from "../dist/adapters/libav/audio-reader.js";
import { LibavFrameReader } from "../dist/adapters/libav/frame-reader.js";
import { modelsDirectory } from "../dist/adapters/model-files/manifest-file.js";
import { resolveModels } from "../dist/adapters/model-files/resolve-models.js";
import { inProcessAnalyser } from "../dist/adapters/onnx/in-process-analyser.js";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { mediaBelow } from "../dist/app/evaluate/folders.js";

/** Steps in which voice activity is told. */
export const STEP_MS = 32;
/** More pictures than that a second no clip has. */
const FPS = 60;

const scheduler = new SystemScheduler();

/** All samples of a file, 16 kHz. */
export async function soundOf(path) {
  const parts = [];
  for await (const part of new LibavAudioReader({ scheduler }).samples(path)) parts.push(part.slice());
  const all = new Int16Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** The sound files of a folder. */
export function recordingsBelow(folder) {
  return readdirSync(folder)
    .filter((name) => /\.(flac|wav|ogg|mp3)$/.test(name))
    .sort()
    .map((name) => join(folder, name));
}

/** When somebody speaks in a sound, and the probability of speech of each step; null if nobody does. */
export async function speechIn(sound, activity) {
  activity.reset();
  const probabilities = [];
  for (let at = 0; at + 512 <= sound.length; at += 512)
    probabilities.push(await activity.probability(sound.slice(at, at + 512)));
  const first = probabilities.findIndex((one) => one >= 0.5);
  const last = probabilities.findLastIndex((one) => one >= 0.35);
  if (first < 0) return null;
  return { startMs: first * STEP_MS, endMs: (last + 1) * STEP_MS, probabilities };
}

/** Looks at the mouths of people in clips, through the daemon's own models. */
export async function openTalkers() {
  const analyser = await inProcessAnalyser(await resolveModels(modelsDirectory()));
  const reader = new LibavFrameReader({ clock: new SystemClock(), scheduler });
  return {
    analyser,
    close: () => analyser.close(),
    frames: (path, fps) => reader.frames(path, { fps }),
    /** Name, sound (null without), and the opening of the largest face's mouth by the time in the clip. */
    async *clips(folder) {
      for (const path of await mediaBelow(folder)) {
        const mouth = [];
        let width = 0;
        for await (const frame of reader.frames(path, { fps: FPS })) {
          const [face] = (await analyser.analyse(frame)).toSorted((a, b) => b.box.width - a.box.width);
          if (face === undefined) continue;
          mouth.push({ t: frame.ptsMs, opening: face.mouthOpening });
          width = Math.max(width, face.box.width);
        }
        const sound = await soundOf(path).catch(() => null);
        yield { name: path.split("/").at(-1), mouth, sound, width };
      }
    },
  };
}
