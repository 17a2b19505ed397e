import { describe, expect, it } from "vitest";
import { SystemScheduler } from "../../src/adapters/clock/system-clock.ts";
import { SphinxRecogniser } from "../../src/adapters/pocketsphinx/recogniser.ts";
import { WorkerRecogniser } from "../../src/adapters/pocketsphinx/worker-recogniser.ts";
import type { Candidates, CommandRecogniser, RecogniserGrammar } from "../../src/perception/voice/ports.ts";
import { ScriptedRecogniser } from "../fakes/scripted-voice.ts";
import { canRecognise, installed, joined, silence, spoken } from "../fakes/voice-tools.ts";

const GRAMMAR: RecogniserGrammar = {
  jsgf: {
    addressed: null,
    anywhere: null,
    spotted: null,
    command: "#JSGF V1.0;\ngrammar test;\npublic <utterance> = ( turn on the light | open the door );\n",
  },
  dictionary: [
    { word: "turn", phones: "T ER N" },
    { word: "on", phones: "AA N" },
    { word: "on", phones: "AO N" },
    { word: "the", phones: "DH AH" },
    { word: "the", phones: "DH IY" },
    { word: "light", phones: "L AY T" },
    { word: "open", phones: "OW P AH N" },
    { word: "door", phones: "D AO R" },
  ],
};

const real = canRecognise() && installed("flite");
const implementations: readonly [string, boolean, () => CommandRecogniser][] = [
  ["scripted", true, () => new ScriptedRecogniser([{ words: "turn on the light", ratio: 0 }])],
  ["PocketSphinx (needs it and flite)", real, () => new SphinxRecogniser()],
  [
    "PocketSphinx in a thread (needs it and flite)",
    real,
    () => new WorkerRecogniser({ scheduler: new SystemScheduler() }),
  ],
];

describe.each(implementations)("a command recogniser: %s", (_, possible, make) => {
  it.skipIf(!possible)("hears a sentence of its grammar, and nothing before it has one", async () => {
    const recogniser = make();
    try {
      const said = real
        ? joined(silence(0.3), await spoken("slt", "turn on the light"), silence(0.3))
        : new Int16Array(16_000);
      await expect(recogniser.recognise(said, "command")).rejects.toMatchObject({
        code: "VOICE_NOT_PREPARED",
      });
      await recogniser.prepare(GRAMMAR);
      const { words, loopFrames, afterOtherSpeech } = await recogniser.recognise(said, "command");
      expect(words.map(({ word }) => word).join(" ")).toBe("turn on the light");
      expect(afterOtherSpeech).toBe(false);
      expect(loopFrames).toBeGreaterThan(0);
      for (const [i, word] of words.entries()) {
        expect(word.frames).toBeGreaterThan(0);
        expect(word.startMs).toBeGreaterThanOrEqual(words[i - 1]?.endMs ?? 0);
      }
    } finally {
      await recogniser.close();
    }
  });
});

const CANDIDATES: Candidates = {
  phrases: ["open the door", "turn on the light", "open the light"],
  dictionary: GRAMMAR.dictionary,
};

describe.each(implementations)("choosing among phrases: %s", (_, possible, make) => {
  it.skipIf(!possible)("finds the phrase that was said without any grammar", async () => {
    const recogniser = make();
    try {
      const said = real
        ? joined(silence(0.3), await spoken("slt", "turn on the light"), silence(0.3))
        : new Int16Array(16_000);
      const choice = await recogniser.choose(said, CANDIDATES);
      expect(choice.phrase).toBe("turn on the light");
      expect(choice.llr).toBeGreaterThan(-12);
      expect(choice.lead).toBeGreaterThan(0);
    } finally {
      await recogniser.close();
    }
  });
});

it.skipIf(!real)("a single candidate leads nobody, and words nobody knows are refused", async () => {
  const recogniser = new SphinxRecogniser();
  const said = joined(silence(0.3), await spoken("slt", "open the door"), silence(0.3));
  const one = { ...CANDIDATES, phrases: ["open the door"] };
  expect(await recogniser.choose(said, one)).toMatchObject({ phrase: "open the door", lead: null });
  const unknown = { ...CANDIDATES, phrases: ["open the xylophone"] };
  await expect(recogniser.choose(said, unknown)).rejects.toMatchObject({ code: "VOICE_GRAMMAR" });
  expect(await recogniser.choose(said, CANDIDATES)).toMatchObject({ phrase: "open the door" });
  await recogniser.close();
});

it.skipIf(!real)("a grammar that cannot be read is refused, and the old one stays", async () => {
  const recogniser = new SphinxRecogniser();
  await recogniser.prepare(GRAMMAR);
  const broken = { ...GRAMMAR, jsgf: { ...GRAMMAR.jsgf, command: "public <utterance> = ((" } };
  await expect(recogniser.prepare(broken)).rejects.toMatchObject({ code: "VOICE_GRAMMAR" });
  const said = joined(silence(0.3), await spoken("slt", "open the door"), silence(0.3));
  const { words } = await recogniser.recognise(said, "command");
  expect(words.map(({ word }) => word).join(" ")).toBe("open the door");
  await recogniser.close();
});

it.skipIf(!real)("a thread that hangs is given up, and the next question starts another", async () => {
  const hanging = new URL("../fakes/hanging-worker.fake.mjs", import.meta.url);
  const recogniser = new WorkerRecogniser({
    scheduler: new SystemScheduler(),
    timeoutMs: 300,
    entry: hanging,
  });
  await recogniser.prepare(GRAMMAR);
  await expect(recogniser.recognise(new Int16Array(1_600), "command")).rejects.toThrow(/in time/u);
  await expect(recogniser.choose(new Int16Array(1_600), CANDIDATES)).rejects.toThrow(/in time/u);
  expect(recogniser.restarts).toBe(1);
  await recogniser.close();
});
