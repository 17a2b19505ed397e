/**
 * Does the mouth in the picture belong to the voice? Series of the mouth's opening from real clips, against the speech of
 * real recordings: a constructed genuine answer, and attacks, each judged as the guard judges it.
 *
 *   npm run build && node bench/mouth-and-sound.mjs CLIPS SOUNDS     (folders: clips of faces, recordings of short speech)
 */
import { join } from "node:path";
import { SystemClock, SystemScheduler } from "../dist/adapters/clock/system-clock.js";
import { LibavAudioReader } from "../dist/adapters/libav/audio-reader.js";
import { LibavFrameReader } from "../dist/adapters/libav/frame-reader.js";
import { modelsDirectory } from "../dist/adapters/model-files/manifest-file.js";
import { resolveModels } from "../dist/adapters/model-files/resolve-models.js";
import { inProcessAnalyser } from "../dist/adapters/onnx/in-process-analyser.js";
import { SileroActivity } from "../dist/adapters/silero/silero-activity.js";
import { mediaBelow } from "../dist/app/evaluate/folders.js";
import { seededRandom } from "../dist/app/evaluate/sway.js";
import { faceFiles } from "../dist/app/face-files.js";
import { mouthFollowsSound } from "../dist/guard/challenge/mouth-and-sound.js";
import { readdirSync } from "node:fs";

const [clips = "../shared/data/video/signers", sounds = "../shared/data/voice/wake_view_glass"] =
  process.argv.slice(2);
const STEP_MS = 32;
/** Gatehouse speaks for so long before anybody may answer. */
const ASKING_MS = 2_500;
const clock = new SystemClock();
const scheduler = new SystemScheduler();
const random = seededRandom(1);

/** The opening of the largest face's mouth, at every frame the reader gives. */
async function mouths() {
  const analyser = await inProcessAnalyser(await resolveModels(modelsDirectory()));
  const files = faceFiles({ analyser, reader: new LibavFrameReader({ clock, scheduler }), model: "bench" });
  const found = new Map();
  for (const path of await mediaBelow(clips)) {
    const series = [];
    let width = 0;
    for await (const { frame, looks } of files.look(path, new AbortController().signal)) {
      const look = [...looks].sort((a, b) => b.box.width - a.box.width)[0];
      width = Math.max(width, look?.box.width ?? 0);
      series.push({ t: frame.t, opening: look?.mouthOpening ?? null });
    }
    const name = path.split("/").at(-1);
    const open = series
      .map((one) => one.opening)
      .filter((one) => one !== null)
      .sort((a, b) => a - b);
    const at = (share) => open[Math.round(share * (open.length - 1))] ?? NaN;
    const spread = at(0.9) - at(0.1);
    const rate = (1000 * (series.length - 1)) / (series.at(-1).t - series[0].t);
    console.log(
      `${name.padEnd(26)} ${series.length} looks at ${rate.toFixed(1)}/s, face ${width.toFixed(0)} px, opening p10 ${at(0.1).toFixed(3)} p90 ${at(0.9).toFixed(3)} spread ${spread.toFixed(3)} most ${at(1).toFixed(3)}`,
    );
    found.set(name, { series, spread, open, seconds: (series.at(-1).t - series[0].t) / 1000 });
  }
  await files.close();
  return found;
}

async function utterances(activity) {
  const found = [];
  for (const name of readdirSync(sounds).sort()) {
    const all = [];
    for await (const part of new LibavAudioReader({ scheduler }).samples(join(sounds, name)))
      all.push(...part);
    activity.reset();
    const probabilities = [];
    for (let at = 0; at + 512 <= all.length; at += 512)
      probabilities.push(await activity.probability(Int16Array.from(all.slice(at, at + 512))));
    const first = probabilities.findIndex((one) => one >= 0.5);
    const last = probabilities.findLastIndex((one) => one >= 0.35);
    if (first >= 0 && last - first > 12) found.push(probabilities.slice(first, last + 1));
  }
  return found;
}

/** The answer as the microphone gives it, after the question and a breath. */
function answerOf(speech, breathMs) {
  const startT = ASKING_MS + breathMs;
  const before = Math.floor(startT / STEP_MS);
  const fromT = startT - before * STEP_MS;
  const quiet = (count) => Array.from({ length: count }, () => 0.02);
  const probabilities = [...quiet(before), ...speech, ...quiet(12)];
  return {
    microphone: "bench",
    question: "q",
    startT,
    endT: startT + speech.length * STEP_MS,
    phrase: null,
    llr: null,
    lead: null,
    speech: { fromT, stepMs: STEP_MS, probabilities, levels: probabilities },
  };
}
/** Looks at `fps` from the question to half a second after the answer; `opening` by time. */
function looks(answer, fps, opening) {
  const series = [];
  for (let t = random() * (1000 / fps); t < answer.endT + 500; t += 1000 / fps)
    series.push({ t, opening: opening(t) });
  return series;
}
/** A clip from `offset` on (ms), again and again. */
const playing =
  ({ series }, offset) =>
  (t) => {
    const length = series.at(-1).t - series[0].t;
    const wanted = series[0].t + ((t + offset) % length);
    return series.reduce((best, one) => (Math.abs(one.t - wanted) < Math.abs(best.t - wanted) ? one : best))
      .opening;
  };
/** The stillest 1.5 s of a clip, there and back. */
function still({ series }) {
  let best = { spread: Infinity, part: series };
  for (let i = 0; i < series.length; i += 3) {
    const part = series.slice(i).filter(({ t }) => t < series[i].t + 1_500);
    const values = part.map(({ opening }) => opening ?? 9);
    const spread = Math.max(...values) - Math.min(...values);
    if (part.length > 12 && part.at(-1).t > series[i].t + 1_300 && spread < best.spread)
      best = { spread, part };
  }
  const { part } = best;
  return (t) => {
    const place = Math.floor((t / 1_450) * part.length) % (2 * part.length);
    return part[place < part.length ? place : 2 * part.length - 1 - place].opening;
  };
}
/** Frames of a talking clip in the order that makes the mouth follow the syllables: real openings, made-up timing. */
function genuine(talker, calm, answer, lagMs) {
  const { open } = talker;
  return (t) => {
    const heardT = t - lagMs;
    if (heardT < answer.startT || heardT > answer.endT) return calm(t);
    const syllable = 0.5 + 0.5 * Math.sin(2 * Math.PI * 3.7 * (heardT / 1000));
    return open[Math.min(open.length - 1, Math.floor((0.1 + 0.85 * syllable) * open.length))];
  };
}

const clipsFound = await mouths();
const all = [...clipsFound].map(([name, clip]) => ({ name, ...clip }));
const talkers = all.filter(({ spread }) => spread >= 0.1);
const calmest = [...all].sort((a, b) => a.spread - b.spread);
console.log(
  `\n${talkers.length} of ${all.length} clips show a mouth that moves: ${talkers.map(({ name }) => name).join(", ")}`,
);
const models = await resolveModels(modelsDirectory(), ["voice-activity"]).catch(() => null);
const activity = await SileroActivity.load(
  models?.["voice-activity"] ?? join(modelsDirectory(), "voice-activity.onnx"),
);
const speeches = await utterances(activity);
console.log(
  `${speeches.length} recordings of ${Math.min(...speeches.map((one) => one.length * STEP_MS))} to ${Math.max(...speeches.map((one) => one.length * STEP_MS))} ms of speech`,
);

for (const fps of [10, 15]) {
  const results = new Map();
  const judge = (kind, answer, opening) => {
    const tally = results.get(kind) ?? { agrees: 0, of: 0, whys: new Map() };
    const verdict = mouthFollowsSound(looks(answer, fps, opening), answer, 0);
    tally.of += 1;
    if (verdict.agrees) tally.agrees += 1;
    else tally.whys.set(verdict.why, (tally.whys.get(verdict.why) ?? 0) + 1);
    results.set(kind, tally);
  };
  for (const speech of speeches) {
    for (const talker of talkers) {
      const answer = answerOf(speech, 300 + random() * 1_200);
      const calm = still(talker);
      for (const lagMs of [-200, -100, 0, 100, 200])
        judge("genuine, constructed", answer, genuine(talker, calm, answer, lagMs));
      for (let offset = 0; offset < talker.seconds * 1000; offset += 200)
        judge("the talking clip, replayed", answer, playing(talker, offset));
      for (const lateMs of [-1500, -1000, 1000, 1500])
        judge("talks as long, at another time", answer, genuine(talker, calm, answer, lateMs));
    }
    for (const clip of calmest.filter(({ spread }) => spread < 0.1)) {
      const answer = answerOf(speech, 300 + random() * 1_200);
      for (let offset = 0; offset < clip.seconds * 1000; offset += 400)
        judge("another clip, mouth nearly still", answer, playing(clip, offset));
      const { opening } = clip.series[0];
      judge("a photo", answer, () => opening);
    }
  }
  console.log(`\nat ${fps} looks a second`);
  for (const [kind, { agrees, of, whys }] of results)
    console.log(
      `  ${kind.padEnd(34)} agrees ${agrees} of ${of} (${((100 * agrees) / of).toFixed(1)} %)  ${[...whys].map(([why, count]) => `${why}: ${count}`).join("; ")}`,
    );
}
await activity.close();
