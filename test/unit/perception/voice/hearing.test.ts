import { expect, it } from "vitest";
import { compileGrammar } from "../../../../src/perception/voice/grammar.ts";
import { Hearing } from "../../../../src/perception/voice/hearing.ts";
import type { SpokenAnswer, VoiceObservation } from "../../../../src/perception/voice/observation.ts";
import { ManualClock } from "../../../fakes/manual-clock.ts";
import {
  LoudnessActivity,
  ScriptedRecogniser,
  type ScriptedSentence,
} from "../../../fakes/scripted-voice.ts";

const CHUNK = 1280;
const grammar = compileGrammar({
  wakePhrase: "hey gatehouse",
  intents: [{ intent: "sentry", sentences: ["turn on sentry mode"] }],
});

/** A hearing at `t` 0 that hears what the script says, and a way to let it hear seconds of speech or silence. */
async function stand(script: readonly ScriptedSentence[], wakePhrase: string | null = "hey gatehouse") {
  const clock = new ManualClock({ at: 50_000, t: 0 });
  const recogniser = new ScriptedRecogniser(script);
  const reported: VoiceObservation[] = [];
  const answers: SpokenAnswer[] = [];
  const failures: string[] = [];
  const hearing = new Hearing({
    microphone: "hall",
    activity: new LoudnessActivity(),
    recogniser,
    clock,
    report: (observation) => reported.push(observation),
    answered: (answer) => answers.push(answer),
    failed: (why) => failures.push(why),
  });
  const settings = {
    wakePhrase,
    grammar,
    dictionary: [],
    thresholds: { accept: -12, acceptGuarded: -5 },
    guardedIntents: [],
  };
  await hearing.configure(settings);
  const hear = async (seconds: number, level: number): Promise<void> => {
    for (let sent = 0; sent < seconds * 16_000; sent += CHUNK) {
      const now = clock.now();
      clock.advance(80);
      await hearing.accept({ samples: new Int16Array(CHUNK).fill(level), t: now.t, at: now.at });
    }
    await hearing.settled();
  };
  return {
    hearing,
    recogniser,
    reported,
    answers,
    failures,
    speech: (seconds: number) => hear(seconds, 5_000),
    silence: (seconds: number) => hear(seconds, 0),
    kinds: () => reported.map(({ kind }) => kind),
  };
}

it("reports phrase and command with the times at which they were said", async () => {
  const { speech, silence, reported } = await stand([
    { words: "hey gatehouse turn on sentry mode", ratio: 0 },
  ]);
  await silence(2);
  await speech(3);
  await silence(1);
  expect(reported).toHaveLength(2);
  const [woken, commanded] = reported;
  expect(woken).toMatchObject({ kind: "voice-woken", microphone: "hall", phrase: "hey gatehouse" });
  // Two words of half a second, 0.3 s after the kept silence began.
  expect(woken?.t).toBeGreaterThan(2_500);
  expect(woken?.t).toBeLessThan(3_000);
  expect(commanded).toMatchObject({
    kind: "voice-commanded",
    intent: "sentry",
    sentence: "turn on sentry mode",
  });
  expect(commanded?.t).toBeGreaterThan(4_900);
  expect(commanded?.t).toBeLessThan(5_100);
  expect((commanded?.at ?? 0) - (commanded?.t ?? 0)).toBeCloseTo(50_000);
});

it("looks for the phrase behind other speech, and counts what is not for it", async () => {
  const { speech, silence, recogniser, hearing, kinds } = await stand([
    { words: "hey gatehouse turn on sentry mode", ratio: 0, only: "anywhere" },
    { words: "hey gatehouse", ratio: -50 },
  ]);
  await speech(2);
  await silence(1);
  expect(kinds()).toEqual(["voice-woken", "voice-commanded"]);
  await speech(2);
  await silence(1);
  expect(recogniser.asked).toEqual(["addressed", "anywhere", "addressed", "anywhere"]);
  expect(hearing.counters).toMatchObject({ utterances: 2, notForUs: 1 });
});

it("awaits a command behind the phrase alone", async () => {
  const { speech, silence, recogniser, kinds } = await stand([
    { words: "hey gatehouse", ratio: 0 },
    { words: "turn on sentry mode", ratio: 0 },
  ]);
  await speech(1);
  await silence(3);
  await speech(2);
  await silence(1);
  expect(recogniser.asked).toEqual(["addressed", "command"]);
  expect(kinds()).toEqual(["voice-woken", "voice-commanded"]);
});

it("is deaf while Gatehouse speaks, and forgets what it heard half of", async () => {
  const { speech, silence, hearing, kinds, recogniser } = await stand([{ words: "hey gatehouse", ratio: 0 }]);
  await speech(1);
  hearing.deafUntil(4_000);
  await speech(3);
  await silence(1);
  expect(recogniser.asked).toEqual([]);
  expect(hearing.counters["deafChunks"]).toBeGreaterThan(30);
  await speech(1);
  await silence(1);
  expect(kinds()).toEqual(["voice-woken"]);
});

it("tells whoever woke it that a cough is no command", async () => {
  const { speech, silence, kinds } = await stand([{ words: "hey gatehouse", ratio: 0 }]);
  await speech(1);
  await silence(1);
  await speech(0.08);
  await silence(1);
  expect(kinds()).toEqual(["voice-woken", "voice-rejected"]);
});

const soundOf = (observation: VoiceObservation | undefined): string | null =>
  observation?.kind === "voice-rejected" && observation.audio !== null
    ? Buffer.from(observation.audio).toString("latin1", 0, 4)
    : null;

it("gives the sound of what was no command to whoever had called it", async () => {
  const { speech, silence, reported } = await stand([
    { words: "hey gatehouse", ratio: 0 },
    { words: "turn on sentry mode", ratio: -15 },
  ]);
  for (let utterance = 0; utterance < 2; utterance += 1) {
    await speech(1);
    await silence(1);
  }
  expect(reported.map(({ kind }) => kind)).toEqual(["voice-woken", "voice-rejected"]);
  expect(soundOf(reported[1])).toBe("RIFF");
});

it("keeps no sound of what people say who have not called it", async () => {
  const { speech, silence, reported } = await stand([{ words: "turn on sentry mode", ratio: -15 }], null);
  await speech(1);
  await silence(1);
  expect(reported).toMatchObject([{ kind: "voice-rejected", reason: "unsure", audio: null }]);
});

it("takes every command without a wake phrase", async () => {
  const { speech, silence, kinds } = await stand([{ words: "turn on sentry mode", ratio: 0 }], null);
  await speech(1);
  await silence(1);
  expect(kinds()).toEqual(["voice-commanded"]);
});

it("survives a recogniser that fails", async () => {
  const { speech, silence, recogniser, failures, kinds } = await stand([
    { words: "hey gatehouse", ratio: 0 },
  ]);
  const works = recogniser.recognise.bind(recogniser);
  recogniser.recognise = () => Promise.reject(new Error("the thread died"));
  await speech(1);
  await silence(1);
  expect(failures).toEqual(["the thread died"]);
  recogniser.recognise = works;
  await speech(1);
  await silence(1);
  expect(kinds()).toEqual(["voice-woken"]);
});

const asked = {
  question: "q1",
  phrases: ["elephant museum", "museum elephant"],
  dictionary: Promise.resolve([
    { word: "elephant", phones: "EH L AH F AH N T" },
    { word: "museum", phones: "M Y UW Z IY AH M" },
  ]),
};

it("answers a question with what was said in its window, and takes it for no command", async () => {
  const { hearing, speech, silence, answers, kinds, recogniser } = await stand([
    { words: "museum elephant", ratio: -1 },
    { words: "hey gatehouse", ratio: 0 },
  ]);
  hearing.ask({ ...asked, fromT: 2_000, untilT: 6_000 });
  hearing.deafUntil(2_000);
  await speech(2);
  await silence(1);
  await speech(1.5);
  await silence(1);
  expect(kinds()).toEqual([]);
  expect(recogniser.asked).toEqual([]);
  const [answer] = answers;
  expect(answers).toHaveLength(1);
  expect(answer).toMatchObject({
    microphone: "hall",
    question: "q1",
    phrase: "museum elephant",
    llr: -1,
    lead: 10,
  });
  expect(answer?.startT).toBeGreaterThan(2_900);
  expect(answer?.endT).toBeLessThan(4_700);
  const { fromT, stepMs, probabilities, mouth } = answer?.speech ?? {
    fromT: 0,
    stepMs: 1,
    probabilities: [],
    mouth: [],
  };
  // Known from long before the answer, while Gatehouse itself spoke, to its end.
  expect(fromT).toBeLessThan(100);
  expect(fromT + stepMs * probabilities.length).toBeGreaterThan(4_400);
  expect(mouth).toHaveLength(probabilities.length);
  expect(probabilities[Math.round((2_500 - fromT) / stepMs)]).toBeLessThan(0.1);
  expect(mouth.every(Number.isFinite)).toBe(true);
  await silence(1);
  await speech(1);
  await silence(1);
  expect(kinds()).toEqual(["voice-woken"]);
});

it("does not answer a question that has been taken back, nor before it begins", async () => {
  const { hearing, speech, silence, answers, recogniser } = await stand([]);
  hearing.ask({ ...asked, fromT: 4_000, untilT: 9_000 });
  await speech(1);
  await silence(3);
  hearing.ask(null);
  await speech(1);
  await silence(1);
  expect(answers).toEqual([]);
  expect(recogniser.asked).toEqual(["addressed", "anywhere", "addressed", "anywhere"]);
});

it("gives no answer when the recogniser fails, and goes on", async () => {
  const { hearing, speech, silence, answers, failures, recogniser } = await stand([]);
  hearing.ask({ ...asked, fromT: 0, untilT: 9_000 });
  recogniser.choose = () => Promise.reject(new Error("the thread died"));
  await speech(1);
  await silence(1);
  expect(failures).toEqual(["the thread died"]);
  expect(answers).toEqual([]);
});

it("hears nothing in an answer whose candidates nobody can pronounce", async () => {
  const { hearing, speech, silence, answers, recogniser } = await stand([]);
  hearing.ask({ ...asked, dictionary: Promise.resolve([]), fromT: 0, untilT: 9_000 });
  await speech(1);
  await silence(1);
  expect(answers).toMatchObject([{ phrase: null, llr: null, lead: null }]);
  expect(recogniser.offered).toEqual([]);
});
