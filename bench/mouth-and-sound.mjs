/**
 * Does the mouth in the picture belong to the voice? Each trial is judged as the guard judges it: a mouth that rests while
 * Gatehouse asks and then says the answer, or says something else while the answer is heard. Openings are measured by the
 * daemon's own models, sounds go through its own voice activity and bands.
 *
 *   npm run build && node bench/mouth-and-sound.mjs [--talkers CLIPS] [--faces CLIPS] [--sounds FOLDER]
 *
 * With `--talkers`, clips with sound of one person each who says a sentence, real mouths are judged. Without, mouths are
 * drawn into clips of faces (`--faces`) by the loudness of recordings (`--sounds`), which is easier to tell apart than people are.
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { modelsDirectory } from "../dist/adapters/model-files/manifest-file.js";
import { SileroActivity } from "../dist/adapters/silero/silero-activity.js";
import { mediaBelow } from "../dist/app/evaluate/folders.js";
import { seededRandom } from "../dist/app/evaluate/sway.js";
import { quantile } from "../dist/app/evaluate/rates.js";
import { mouthFollowsSound } from "../dist/guard/challenge/mouth-and-sound.js";
import { SpeechTrail } from "../dist/perception/voice/speech-trail.js";
import { openMouth, openingsOf } from "../test/fakes/talking-mouth.mjs";
import { openTalkers, recordingsBelow, soundOf, speechIn, STEP_MS } from "./talkers.mjs";

const { values: given } = parseArgs({
  options: { talkers: { type: "string" }, faces: { type: "string" }, sounds: { type: "string" } },
});
/** Gatehouse speaks for so long, and then somebody answers after so long. */
const ASKING_MS = 2_500;
const BREATHS_MS = [400, 1_500];
/** Before an answer there is quiet for so long, in which the mouth rests, and after it. */
const QUIET_MS = 5_000;
const AFTER_MS = 600;
/** Lips part so long before the voice is there at most. */
const LEAD_MS = 450;
const AHEAD_MS = 80;
const WIDE = 0.3;
const OWN = "own mouth, up to 250 ms early or late";
const random = seededRandom(1);
const uniform = (least, most) => least + (most - least) * random();
const pick = (list) => list[Math.floor(random() * list.length)];

const activity = await SileroActivity.load(join(modelsDirectory(), "voice-activity.onnx"));
const talkers = await openTalkers();

/** What a microphone tells of a sound, in a quiet room; null if nothing is said. */
async function heard(sound) {
  const quiet = QUIET_MS * 16;
  const room = Int16Array.from({ length: quiet + sound.length + AFTER_MS * 16 }, () => uniform(-4, 4));
  sound.forEach((one, i) => (room[quiet + i] += one));
  const speech = await speechIn(room, activity);
  if (speech === null || speech.endMs - speech.startMs < 400) return null;
  const trail = new SpeechTrail();
  speech.probabilities.forEach((probability, step) =>
    trail.push({ samples: room.subarray(step * 512, (step + 1) * 512), t: step * STEP_MS }, probability),
  );
  const [startT, endT] = [speech.startMs, speech.endMs];
  const said = { microphone: "bench", question: "q", startT, endT, phrase: null, llr: null, lead: null };
  return { answer: { ...said, speech: trail.around({ startT, endT }) }, leadMs: startT - QUIET_MS };
}

/** The opening that is nearest in time. */
const nearest = (mouth, t) =>
  mouth.reduce((best, one) => (Math.abs(one.t - t) < Math.abs(best.t - t) ? one : best)).opening;

/** Real people: the mouth of the clip around its speech, and before and after that as it rests in the end. */
async function realMouths(folder) {
  const found = [];
  for await (const { name, mouth, sound, width } of talkers.clips(folder)) {
    const what = sound === null ? null : await heard(sound);
    if (what === null || mouth.length < 30) continue;
    const { answer, leadMs } = what;
    const lastsMs = answer.endT - answer.startT;
    const ends = mouth.filter((one) => one.t > leadMs + lastsMs + 250);
    const rest = ends.length < 5 ? mouth.slice(-5) : ends;
    const openings = mouth.map((one) => one.opening).sort((a, b) => a - b);
    const at = (share) => openings[Math.round(share * (openings.length - 1))].toFixed(3);
    console.log(
      `${name.padEnd(24)} face ${width.toFixed(0)} px, speaks ${lastsMs} ms, opening p10 ${at(0.1)} p90 ${at(0.9)}`,
    );
    const saying = (sinceMs) => {
      const t = sinceMs + leadMs;
      return sinceMs >= -LEAD_MS && t >= mouth[0].t && t <= Math.min(mouth.at(-1).t, leadMs + lastsMs + 350)
        ? nearest(mouth, t)
        : null;
    };
    const resting = (t) => rest[thereAndBack(Math.abs(t) / 40, rest.length)].opening;
    found.push({ answer, lastsMs, mouth: (sinceMs) => saying(sinceMs) ?? resting(sinceMs) });
  }
  return found;
}

/** Faces of clips, and how far open the models find the mouth of each picture by how far it was drawn open. */
async function drawnFaces(folder) {
  const steps = [0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3];
  const found = [];
  const errors = [];
  for (const path of (await mediaBelow(folder)).filter((_, i) => i % 3 === 0)) {
    const pictures = [];
    for await (const frame of talkers.frames(path, 5)) {
      const [face] = await talkers.analyser.analyse(frame);
      if (face === undefined || face.flaws.length > 0) continue;
      const openings = [];
      for (const step of steps) {
        const [look] = await talkers.analyser.analyse({
          ...frame,
          ...openMouth(frame, face.landmarks, step),
        });
        openings.push(look?.mouthOpening ?? NaN);
        errors.push(Math.abs((look?.mouthOpening ?? NaN) - face.mouthOpening - step));
      }
      if (openings.every(Number.isFinite)) pictures.push(openings);
    }
    const measured = (opening, t) => {
      const openings = pictures[thereAndBack(Math.abs(t) / 200, pictures.length)];
      const place = Math.min(steps.length - 1.001, opening / 0.05);
      const [low, high] = openings.slice(Math.floor(place), Math.floor(place) + 2);
      return low + (high - low) * (place % 1);
    };
    found.push(measured);
  }
  errors.sort((a, b) => a - b);
  console.log(
    `${found.length} clips: the models find a drawn mouth as far open as it was drawn up to ${errors[Math.floor(errors.length / 2)].toFixed(3)} (median of ${errors.length})`,
  );
  return found;
}

/** Mouths drawn by the loudness of recordings. */
async function drawnMouths(faces, sounds) {
  const measured = await drawnFaces(faces);
  const found = [];
  for (const path of await recordingsBelow(sounds)) {
    const sound = await soundOf(path);
    const what = await heard(sound);
    if (what === null) continue;
    const { answer, leadMs } = what;
    const opening = openingsOf(sound, WIDE);
    const face = pick(measured);
    const mouth = (sinceMs) => face(opening(sinceMs + leadMs + AHEAD_MS), sinceMs);
    found.push({ answer, lastsMs: answer.endT - answer.startT, mouth });
  }
  return found;
}

function thereAndBack(place, length) {
  const at = Math.floor(place) % Math.max(1, 2 * length - 2);
  return at < length ? at : 2 * length - 2 - at;
}

/** Looks at a mouth from the question to the end of the answer, at about `fps`, each a little wrong. */
function looks(opening, { answer, promptT, fps, noise = 0 }) {
  const series = [];
  for (
    let t = promptT + uniform(0, 1000 / fps);
    t < answer.endT + 500;
    t += (1000 / fps) * uniform(0.85, 1.15)
  )
    series.push({ t, opening: Math.max(0, opening(t) + noise * (random() + random() + random() - 1.5)) });
  return series;
}

function measure(title, people) {
  console.log(`\n${title}: ${people.length} recordings`);
  for (const fps of [8.5, 10, 15]) {
    const results = new Map();
    for (const { answer, mouth } of people)
      for (let round = 0; round < Math.ceil(400 / people.length); round += 1) {
        const promptT = answer.startT - ASKING_MS - uniform(...BREATHS_MS);
        const judge = (kind, opening, noise) => {
          const seen = looks(opening, { answer, promptT, fps, noise });
          const { agrees, why, moved, before } = mouthFollowsSound(seen, answer, promptT);
          const tally = results.get(kind) ?? { agrees: 0, of: 0, whys: new Map(), moved: [], before: [] };
          tally.of += 1;
          tally.moved.push(moved);
          tally.before.push(before);
          if (agrees) tally.agrees += 1;
          else tally.whys.set(why, (tally.whys.get(why) ?? 0) + 1);
          results.set(kind, tally);
        };
        const from = (one, lateMs) => (t) => one.mouth(t - answer.startT - lateMs);
        judge(OWN, from({ mouth }, uniform(-250, 250)));
        judge("the same, points that jitter", from({ mouth }, uniform(-250, 250)), 0.03);
        const others = people.filter((one) => one.answer !== answer);
        const other = pick(others);
        for (const ms of [300, 1_000, 3_000])
          judge(`another film, within ${ms} ms of the sound`, from(other, uniform(-ms, ms)));
        const parts = [...others, ...others].sort(() => random() - 0.5);
        judge("a film that talks all the time", talkingOn(parts, promptT));
        judge("a face at rest", (t) => mouth(t - answer.startT - 60_000));
      }
    const { moved, before } = results.get(OWN);
    console.log(
      `at ${fps} looks a second, own mouths: 95 % move by more than ${quantile(moved, 0.05).toFixed(3)}, and rest within ${quantile(before, 0.95).toFixed(3)}`,
    );
    for (const [kind, { agrees, of, whys }] of results)
      console.log(
        `  ${kind.padEnd(40)} ${String(agrees).padStart(4)} of ${of} (${((100 * agrees) / of).toFixed(1)} %)  ${[...whys].map(([why, count]) => `${why}: ${count}`).join("; ")}`,
      );
  }
}

/** One recording after the other, with a short pause between. */
function talkingOn(parts, promptT) {
  let at = promptT - uniform(0, 1_000);
  const plan = parts.slice(0, 12).map((one) => {
    const fromT = at;
    at += one.lastsMs + 150;
    return { one, fromT };
  });
  return (t) => {
    const { one, fromT } = plan.findLast((part) => part.fromT <= t) ?? plan[0];
    return one.mouth(t - fromT);
  };
}

if (given.talkers !== undefined) measure("real mouths", await realMouths(given.talkers));
else {
  const faces = given.faces ?? "../shared/data/video/signers";
  const sounds = given.sounds ?? "../shared/data/voice/commands_coffee";
  measure("drawn mouths", await drawnMouths(faces, sounds));
}
await talkers.close();
await activity.close();
