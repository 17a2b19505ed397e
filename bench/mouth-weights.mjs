/**
 * Learns how far a mouth opens for a sound from clips of people who talk, and prints `src/perception/voice/mouth-weights.ts`:
 * ridge regression of the opening that the daemon's own models measure on the sound's bands.
 *
 *   npm run build && node bench/mouth-weights.mjs CLIPS     (a folder of clips with sound, each of one person who says a sentence)
 */
import { join } from "node:path";
import { modelsDirectory } from "../dist/adapters/model-files/manifest-file.js";
import { SileroActivity } from "../dist/adapters/silero/silero-activity.js";
import { seededRandom } from "../dist/app/evaluate/sway.js";
import { BANDS, bandsOf } from "../dist/perception/voice/bands.js";
import { openTalkers, speechIn, STEP_MS } from "./talkers.mjs";

const [clips] = process.argv.slice(2);
/** Steps of 32 ms around each one. */
const STEPS_AROUND = [-3, -1, 1, 3];
const RIDGE = 3_000;
/** Noise that is put to the sound, dB below it: what was learnt should hold in a room. */
const NOISES_DB = [null, 20, 10];
const FLOOR = 1e-4;
/** How long before and after the speech the mouth is looked at. */
const EDGE_MS = 200;
const random = seededRandom(1);

const rows = [];
const talkers = await openTalkers();
const activity = await SileroActivity.load(join(modelsDirectory(), "voice-activity.onnx"));
let used = 0;
for await (const { mouth, sound } of talkers.clips(clips)) {
  const speech = await speechIn(sound, activity);
  if (speech === null || mouth.length < 30) continue;
  used += 1;
  for (const noise of NOISES_DB) rows.push(...examples(mouth, noisy(sound, speech, noise), speech));
}
await talkers.close();
await activity.close();
print(solve(rows));

/** Bands around each step of the speech, and the opening, both without their mean over the clip. */
function examples(mouth, sound, { startMs, endMs }) {
  const bands = [];
  for (let at = 0; at + 512 <= sound.length; at += 512) bands.push(bandsOf(sound.subarray(at, at + 512)));
  const floor = Math.max(...bands.flatMap((one) => [...one])) * FLOOR;
  const logs = bands.map((one) => [...one].map((power) => Math.log(Math.max(power, floor, 1e-12))));
  const found = [];
  for (let step = 0; step < logs.length; step += 1) {
    const t = (step + 0.5) * STEP_MS;
    if (t < startMs - EDGE_MS || t > endMs + EDGE_MS) continue;
    const opening = openingAt(mouth, t);
    if (opening === null) continue;
    const inputs = STEPS_AROUND.flatMap(
      (around) => logs[Math.min(logs.length - 1, Math.max(0, step + around))],
    );
    found.push({ inputs, opening });
  }
  const mean = (of) => found.reduce((sum, one) => sum + of(one), 0) / found.length;
  const level = mean((one) => one.opening);
  const deviation = Math.sqrt(mean((one) => (one.opening - level) ** 2));
  const means = (found[0]?.inputs ?? []).map((_, i) => mean((one) => one.inputs[i]));
  return found.map(({ inputs, opening }) => ({
    inputs: inputs.map((value, i) => value - means[i]),
    opening: (opening - level) / deviation,
  }));
}

function openingAt(mouth, t) {
  const after = mouth.findIndex((one) => one.t >= t);
  const [one, other] = [mouth[after - 1], mouth[after]];
  if (one === undefined || other === undefined || other.t - one.t > 100) return null;
  return one.opening + ((other.opening - one.opening) * (t - one.t)) / (other.t - one.t);
}

/** Some broad noise, so far below the speech. */
function noisy(sound, { startMs, endMs }, db) {
  if (db === null) return sound;
  const speech = sound.subarray(startMs * 16, endMs * 16);
  const rms = (values) => Math.sqrt(values.reduce((sum, one) => sum + one * one, 0) / values.length);
  let smooth = 0;
  const noise = Float64Array.from(sound, () => (smooth = 0.6 * smooth + random() - 0.5));
  const gain = (rms(speech) * 10 ** (-db / 20)) / rms(noise);
  return sound.map((one, i) => one + gain * noise[i]);
}

/** Weights that foretell the opening best, with a penalty for large ones. */
function solve(examplesFound) {
  const size = STEPS_AROUND.length * BANDS;
  const matrix = Array.from({ length: size }, (_, i) =>
    Array.from({ length: size + 1 }, (_, j) => (i === j ? RIDGE : 0)),
  );
  for (const { inputs, opening } of examplesFound)
    for (let i = 0; i < size; i += 1) {
      for (let j = 0; j < size; j += 1) matrix[i][j] += inputs[i] * inputs[j];
      matrix[i][size] += inputs[i] * opening;
    }
  for (let i = 0; i < size; i += 1) {
    for (let row = i + 1; row < size; row += 1) {
      const factor = matrix[row][i] / matrix[i][i];
      for (let j = i; j <= size; j += 1) matrix[row][j] -= factor * matrix[i][j];
    }
  }
  const weights = Array(size).fill(0);
  for (let i = size - 1; i >= 0; i -= 1) {
    const known = weights.reduce((sum, weight, j) => (j > i ? sum + weight * matrix[i][j] : sum), 0);
    weights[i] = (matrix[i][size] - known) / matrix[i][i];
  }
  return STEPS_AROUND.map((_, k) => weights.slice(k * BANDS, (k + 1) * BANDS));
}

function print(weights) {
  console.log(`/**
 * What \`mouthOfSound\` weighs with: for each of these steps around one, the weight of each band. Learnt by
 * \`bench/mouth-weights.mjs\` from ${used} sentences of one speaker of the GRID audiovisual sentence corpus (Cooke, Barker,
 * Cunningham, Shao 2006; CC BY 4.0).
 */
export const STEPS_AROUND: readonly number[] = ${JSON.stringify(STEPS_AROUND)};
// prettier-ignore
export const MOUTH_WEIGHTS: readonly (readonly number[])[] = [
${weights.map((row) => `  [${row.map((one) => one.toFixed(4)).join(", ")}],`).join("\n")}
];`);
}
