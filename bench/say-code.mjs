/**
 * How well a spoken code is told from everything else: codes of two words, made of recordings of people who say single
 * words (and of flite, who says the words of the real list), each judged as the guard judges it.
 *
 *   npm run build && node bench/say-code.mjs FOLDER     (the development voice set, with its index.tsv)
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SystemScheduler } from "../dist/adapters/clock/system-clock.js";
import { LibavAudioReader } from "../dist/adapters/libav/audio-reader.js";
import { SphinxRecogniser } from "../dist/adapters/pocketsphinx/recogniser.js";
import { pronounced } from "../dist/app/microphone/hearing-settings.js";
import { seededRandom } from "../dist/app/evaluate/sway.js";
import { drawCode, isCodeSpoken } from "../dist/guard/challenge/code.js";
import { CODE_WORDS } from "../dist/guard/challenge/words.js";

const folder = process.argv[2] ?? "../shared/data/voice";
const TRIALS = Number(process.argv[3] ?? 150);
const RATE = 16_000;
const random = seededRandom(1);
const pick = (list) => list[Math.floor(random() * list.length)];
const DIGITS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];

async function read(path) {
  const parts = [];
  for await (const part of new LibavAudioReader({ scheduler: new SystemScheduler() }).samples(path))
    parts.push(part.slice());
  return joined(parts);
}
function joined(parts) {
  const all = new Int16Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
const rms = (sound) => Math.sqrt(sound.reduce((sum, one) => sum + one * one, 0) / Math.max(1, sound.length));
/** Without the silence at either end, as far as levels tell, and at one loudness. */
function trimmed(sound) {
  const levels = [];
  for (let at = 0; at + 320 <= sound.length; at += 320) levels.push(rms(sound.subarray(at, at + 320)));
  const least = Math.max(...levels) * 0.05;
  const first = levels.findIndex((level) => level > least);
  const last = levels.findLastIndex((level) => level > least);
  const cut = sound.slice(Math.max(0, (first - 3) * 320), (last + 4) * 320);
  const gain = Math.min(2000 / Math.max(1, rms(cut)), 32_000 / Math.max(...cut.map(Math.abs)));
  return cut.map((one) => one * gain);
}
const room = (seconds) => Int16Array.from({ length: Math.round(seconds * RATE) }, () => (random() - 0.5) * 8);
const code = (...words) =>
  joined([
    room(0.3),
    words[0],
    ...words.slice(1).flatMap((one) => [room(0.05 + random() * 0.2), one]),
    room(0.3),
  ]);
/** Ten decibels below the speech. */
function noisy(sound, noise) {
  const from = Math.floor(random() * (noise.length - sound.length));
  const part = noise.subarray(from, from + sound.length);
  const gain = rms(sound) / Math.sqrt(10) / Math.max(1, rms(part));
  return sound.map((one, i) => Math.max(-32_768, Math.min(32_767, one + part[i] * gain)));
}

const [head, ...lines] = readFileSync(join(folder, "index.tsv"), "utf8").trim().split("\n");
const names = head.split("\t");
const records = lines.map((line) => Object.fromEntries(line.split("\t").map((cell, i) => [names[i], cell])));
const inFolder = (name) => records.filter(({ file }) => file.startsWith(`${name}/`));
async function words(list) {
  const found = new Map();
  for (const { word, file } of list) {
    const sounds = found.get(word) ?? [];
    if (sounds.length < 30) sounds.push(trimmed(await read(join(folder, file))));
    found.set(word, sounds);
  }
  return new Map([...found].filter(([, sounds]) => sounds.length > 1));
}
const spokenWord = {
  wake_alexa: "alexa",
  wake_jarvis: "jarvis",
  wake_computer: "computer",
  wake_snowboy: "snowboy",
  wake_view_glass: "view glass",
  wake_smart_mirror: "smart mirror",
  near_amelia: "amelia",
};
const commands = inFolder("speech_commands").map(({ file, text }) => ({ file, word: text.toLowerCase() }));
const LONG = ["seven", "zero", "marvin", "happy", "sheila"];
const long = await words([
  ...Object.entries(spokenWord).flatMap(([name, word]) =>
    inFolder(name)
      .filter(({ text }) => text === "" || text.toLowerCase() === word)
      .map(({ file }) => ({ file, word })),
  ),
  ...commands.filter(({ word }) => LONG.includes(word)),
]);
const digits = await words(commands.filter(({ word }) => DIGITS.includes(word)));
const others = [];
for (const { file } of inFolder("speech_libri")) {
  const sound = await read(join(folder, file));
  for (let at = 0; at + 2 * RATE <= sound.length; at += 2 * RATE)
    others.push(joined([room(0.3), sound.slice(at, at + 2 * RATE), room(0.3)]));
}
const noise = joined(await Promise.all(inFolder("noise").map(({ file }) => read(join(folder, file)))));

async function synthesised() {
  const found = new Map();
  const scratch = mkdtempSync(join(tmpdir(), "gatehouse-code-"));
  for (const word of CODE_WORDS) {
    const sounds = [];
    for (const voice of ["slt", "rms", "awb", "kal16"]) {
      const path = join(scratch, "word.wav");
      execFileSync("flite", ["-voice", voice, "-t", word, "-o", path]);
      sounds.push(trimmed(await read(path)));
    }
    found.set(word, sounds);
  }
  rmSync(scratch, { recursive: true });
  return found;
}

const recogniser = new SphinxRecogniser();
/** What the recogniser says of a sound to which a code was asked, as the guard gets it. */
async function answer(sound, drawn) {
  drawn.dictionary ??= await pronounced(drawn.candidates);
  const { dictionary } = drawn;
  return recogniser.choose(sound, { phrases: drawn.candidates, dictionary });
}
/** The same decoys as the real code's, of the words that there are recordings of (some from the real list). */
function drawOf(sources, count) {
  const list = [...sources.keys()];
  const shuffled = list
    .map((word) => [random(), word])
    .sort(([a], [b]) => a - b)
    .map(([, word]) => word);
  const said = shuffled.slice(0, count);
  const decoyWords = count === 2 ? [...shuffled.slice(count), ...CODE_WORDS] : list;
  const candidates = new Set([said.join(" ")]);
  candidates.add(said.toReversed().join(" "));
  for (let tries = 0; candidates.size < 26 && tries < 500; tries += 1) {
    const decoy = [...said];
    if (tries % 2 === 0) decoy[Math.floor(random() * count)] = pick(decoyWords);
    else decoy.forEach((_, i) => (decoy[i] = pick(decoyWords)));
    if (new Set(decoy).size === count) candidates.add(decoy.join(" "));
  }
  return { phrase: said.join(" "), said, candidates: [...candidates] };
}

async function measure(name, sources, count, draw) {
  const kinds = {
    "right code, clean": [],
    "right code, noise at 10 dB": [],
    "one word wrong": [],
    "both words wrong": [],
    "other speech": [],
    "noise alone": [],
  };
  for (let i = 0; i < TRIALS; i += 1) {
    const drawn = draw === undefined ? drawOf(sources, count) : draw();
    const said = drawn.said ?? drawn.phrase.split(" ");
    const others2 = [...sources.keys()].filter((word) => !said.includes(word));
    const sayAll = (list) => code(...list.map((word) => pick(sources.get(word))));
    const right = sayAll(said);
    const one = [...said];
    one[Math.floor(random() * one.length)] = pick(others2);
    const both = said.map(() => pick(others2));
    const sounds = [
      right,
      noisy(right, noise),
      sayAll(one),
      sayAll(both),
      pick(others),
      noisy(room(2), noise),
    ];
    for (const [k, kind] of Object.keys(kinds).entries())
      kinds[kind].push({ phrase: drawn.phrase, answer: await answer(sounds[k], drawn) });
  }
  console.log(`\n${name}: ${sources.size} words, ${TRIALS} codes each`);
  const passes = (trials, test) => trials.filter(test).length;
  for (const [kind, trials] of Object.entries(kinds)) {
    const best = passes(trials, (one) => one.answer.phrase === one.phrase);
    const passed = passes(trials, (one) => isCodeSpoken(one.answer, one.phrase).ok);
    console.log(
      `  ${kind.padEnd(28)} best ${String(best).padStart(4)}, passes ${String(passed).padStart(4)} of ${trials.length} (${((100 * passed) / trials.length).toFixed(1)} %)`,
    );
  }
  if (!process.argv.includes("--sweep")) return;
  for (const ratio of [-12, -9, -7, -6, -5])
    for (const lead of [0, 0.5, 1, 2, 3, 4])
      console.log(
        `    ratio ${ratio} lead ${lead}: ` +
          Object.values(kinds)
            .map((trials) =>
              passes(
                trials,
                (one) =>
                  one.answer.phrase === one.phrase && one.answer.llr >= ratio && one.answer.lead >= lead,
              ),
            )
            .join(" "),
      );
}

await measure("people, words of several syllables", long, 2);
if (digits.size >= 6) await measure("people, four digits", digits, 4);
if (existsSync("/usr/bin/flite"))
  await measure("flite, the real list", await synthesised(), 2, () => drawCode(random));
await recogniser.close();
