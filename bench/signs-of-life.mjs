/**
 * Would a blink, or a mouth that moves, tell living people from pictures in the time there is? In clips, at up to 30 looks a
 * second: how many show a blink (the eyes' opening falls below 60 % of the clip's median and comes back within half a second)
 * or a moving mouth (its opening spreads by 0.1) within 0.2 s, 1.5 s and the whole clip. Pictures blink by noise alone, so
 * clips of pictures are the other half of the answer.
 *
 *   npm run build && node bench/signs-of-life.mjs FOLDER...     (each folder is a line)
 */
import { SystemClock, SystemScheduler } from "../dist/adapters/clock/system-clock.js";
import { LibavFrameReader } from "../dist/adapters/libav/frame-reader.js";
import { modelsDirectory } from "../dist/adapters/model-files/manifest-file.js";
import { resolveModels } from "../dist/adapters/model-files/resolve-models.js";
import { inProcessAnalyser } from "../dist/adapters/onnx/in-process-analyser.js";
import { mediaBelow } from "../dist/app/evaluate/folders.js";

const FPS = 30;
const WITHIN_MS = [200, 1500, Infinity];
const CLOSED = 0.6;
const LONGEST_BLINK_MS = 500;
const MOVING_MOUTH = 0.1;

const analyser = await inProcessAnalyser(await resolveModels(modelsDirectory()));
const reader = new LibavFrameReader({ clock: new SystemClock(), scheduler: new SystemScheduler() });

/** Height of the eyes' opening by their width (Soukupová and Čech 2016), mean of both eyes. */
function eyeOpening(points) {
  const apart = (p, q) => Math.hypot(points[2 * p] - points[2 * q], points[2 * p + 1] - points[2 * q + 1]);
  const eye = (k) => (apart(k + 1, k + 5) + apart(k + 2, k + 4)) / (2 * apart(k, k + 3));
  return (eye(36) + eye(42)) / 2;
}

async function seriesOf(path) {
  const series = [];
  for await (const frame of reader.frames(path, { fps: FPS })) {
    const [look] = (await analyser.analyse(frame)) ?? [];
    if (look === undefined || look.flaws.length > 0) continue;
    series.push({ t: frame.t, eyes: eyeOpening(look.landmarks), mouth: look.mouthOpening });
  }
  const first = series[0]?.t ?? 0;
  return series.map((one) => ({ ...one, t: one.t - first }));
}

/** Ends of blinks, ms. */
function blinksOf(series) {
  const open = quantile(
    series.map(({ eyes }) => eyes),
    0.5,
  );
  const ends = [];
  let since = null;
  for (const { t, eyes } of series) {
    if (eyes < CLOSED * open) since ??= t;
    else {
      if (since !== null && since > 0 && t - since <= LONGEST_BLINK_MS) ends.push(t);
      since = null;
    }
  }
  return ends;
}

function mouthMoves(series, ms) {
  const openings = series.filter(({ t }) => t <= ms).map(({ mouth }) => mouth);
  return openings.length > 2 && quantile(openings, 0.9) - quantile(openings, 0.1) >= MOVING_MOUTH;
}

function quantile(values, part) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.round(part * (sorted.length - 1))] ?? Number.NaN;
}

console.log("clips with a sign within 0.2 s / 1.5 s / the whole clip\n");
for (const folder of process.argv.slice(2)) {
  const clips = [];
  for (const path of await mediaBelow(folder)) {
    const series = await seriesOf(path);
    if (series.length > 5) clips.push(series);
  }
  const blinks = clips.map(blinksOf);
  const blinked = WITHIN_MS.map((ms) => blinks.filter((ends) => ends.some((t) => t <= ms)).length);
  const moved = WITHIN_MS.map((ms) => clips.filter((series) => mouthMoves(series, ms)).length);
  const seconds = clips.reduce((sum, series) => sum + series.at(-1).t / 1000, 0);
  const flicker = clips.map((series) => {
    const eyes = series.map((one) => one.eyes);
    return quantile(eyes, 0.1) / quantile(eyes, 0.5);
  });
  console.log(
    `${folder}: ${clips.length} clips, ${seconds.toFixed(0)} s; blink ${blinked.join(" / ")}, mouth ${moved.join(" / ")}; ` +
      `eyes' opening, 10th percentile by median: ${quantile(flicker, 0).toFixed(2)} to ${quantile(flicker, 1).toFixed(2)}`,
  );
}
await analyser.close();
