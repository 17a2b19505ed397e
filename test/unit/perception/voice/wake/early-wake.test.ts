import { expect, test } from "vitest";
import { compileGrammar } from "../../../../../src/perception/voice/grammar.ts";
import { Hearing } from "../../../../../src/perception/voice/hearing.ts";
import type { VoiceObservation } from "../../../../../src/perception/voice/observation.ts";
import { EMBEDDING_SIZE } from "../../../../../src/perception/voice/wake/ports.ts";
import { ManualClock } from "../../../../fakes/manual-clock.ts";
import { LoudnessActivity, recognitionOf, ScriptedRecogniser } from "../../../../fakes/scripted-voice.ts";
import type { Expectation } from "../../../../../src/perception/voice/grammar.ts";
import type { Recognition } from "../../../../../src/perception/voice/ports.ts";

const CHUNK = 1280;
const PHRASE_LEVEL = 7_000;
const OTHER_LEVEL = 3_000;
const grammar = compileGrammar({
  wakePhrase: "hey gatehouse",
  intents: [{ intent: "sentry", sentences: ["turn on sentry mode"] }],
});

/** Answers by what is asked for: the check of the phrase, the whole utterance, a command. */
class AskedRecogniser extends ScriptedRecogniser {
  readonly #heard: Partial<Record<Expectation, Recognition>>;

  constructor(heard: Partial<Record<Expectation, Recognition>>) {
    super();
    this.#heard = { ...heard };
  }

  override recognise(_samples: Int16Array, expectation: Expectation): Promise<Recognition> {
    this.asked.push(expectation);
    const heard = this.#heard[expectation] ?? recognitionOf("", 0);
    // The phrase is in the last two seconds once.
    if (expectation === "spotted") delete this.#heard.spotted;
    return Promise.resolve(heard);
  }
}

/** A microphone whose head hears the phrase in sound of one loudness, and a way to let it hear sound. */
async function stand(heard: Partial<Record<Expectation, Recognition>>, headFails = false) {
  const clock = new ManualClock({ at: 50_000, t: 0 });
  const recogniser = new AskedRecogniser(heard);
  const reported: VoiceObservation[] = [];
  const failures: string[] = [];
  let level = 0;
  const hearing = new Hearing({
    microphone: "hall",
    activity: new LoudnessActivity(),
    recogniser,
    clock,
    report: (observation) => reported.push(observation),
    failed: (why) => failures.push(why),
  });
  await hearing.configure({
    ...{ wakePhrase: "hey gatehouse", grammar, dictionary: [], guardedIntents: [] },
    thresholds: { accept: -12, acceptGuarded: -5 },
    wakeModel: {
      threshold: 0.5,
      embedding: {
        embed: (_, count) => Promise.resolve(new Float32Array(count * EMBEDDING_SIZE)),
        close: () => Promise.resolve(),
      },
      head: {
        embeddings: 16,
        score: () =>
          headFails
            ? Promise.reject(new Error("the head failed"))
            : Promise.resolve(level === PHRASE_LEVEL ? 0.95 : 0.01),
        close: () => Promise.resolve(),
      },
    },
  });
  const hear = async (seconds: number, loudness: number): Promise<void> => {
    level = loudness;
    for (let sent = 0; sent < seconds * 16_000; sent += CHUNK) {
      const now = clock.now();
      clock.advance(80);
      await hearing.accept({ samples: new Int16Array(CHUNK).fill(loudness), t: now.t, at: now.at });
    }
    await hearing.settled();
  };
  return { recogniser, reported, failures, hear, kinds: () => reported.map(({ kind }) => kind) };
}

const PHRASE = recognitionOf("hey gatehouse", 0);
const COMMAND = recognitionOf("turn on sentry mode", 0);
const BOTH = recognitionOf("hey gatehouse turn on sentry mode", 0);

test("the wake is told while the person goes on speaking, and only once", async () => {
  const { hear, kinds, reported } = await stand({ spotted: PHRASE, addressed: BOTH });
  await hear(0.8, PHRASE_LEVEL);
  expect(kinds()).toEqual(["voice-woken"]);
  expect(reported[0]?.t).toBeLessThanOrEqual(800);
  await hear(1.5, OTHER_LEVEL);
  await hear(1, 0);
  expect(kinds()).toEqual(["voice-woken", "voice-commanded"]);
});

test("a pause is not searched for the phrase while a command is awaited, which has to be quick", async () => {
  const { hear, kinds, recogniser } = await stand({ spotted: PHRASE, addressed: BOTH });
  await hear(0.8, PHRASE_LEVEL);
  await hear(2.5, OTHER_LEVEL);
  await hear(1, 0);
  expect(recogniser.asked).toEqual(["spotted", "addressed"]);
  expect(kinds()).toEqual(["voice-woken", "voice-commanded"]);
});

test("a command may follow after a pause", async () => {
  const { hear, kinds } = await stand({ spotted: PHRASE, addressed: PHRASE, command: COMMAND });
  await hear(0.8, PHRASE_LEVEL);
  await hear(1.5, 0);
  await hear(1.5, OTHER_LEVEL);
  await hear(1, 0);
  expect(kinds()).toEqual(["voice-woken", "voice-commanded"]);
});

test("what the head takes for the phrase and the check does not is no wake", async () => {
  const { hear, kinds, recogniser } = await stand({ command: COMMAND });
  await hear(0.8, PHRASE_LEVEL);
  await hear(1, 0);
  await hear(1.5, OTHER_LEVEL);
  await hear(1, 0);
  expect(recogniser.asked).toContain("spotted");
  expect(kinds()).toEqual([]);
});

test("where only the head is sure, the command behind the phrase is taken by itself", async () => {
  const slow = recognitionOf("hey gatehouse", -25);
  const { hear, kinds } = await stand({ addressed: slow, command: COMMAND });
  await hear(0.8, PHRASE_LEVEL);
  await hear(1.5, OTHER_LEVEL);
  await hear(1, 0);
  expect(kinds()).toEqual(["voice-woken", "voice-commanded"]);
});

test("a phrase that only the check is sure of wakes when the person pauses", async () => {
  const { hear, kinds } = await stand({ spotted: PHRASE, addressed: PHRASE });
  await hear(0.8, OTHER_LEVEL);
  await hear(0.3, 0);
  expect(kinds()).toEqual(["voice-woken"]);
  await hear(1, 0);
  expect(kinds()).toEqual(["voice-woken"]);
});

test("a head that fails is told, and loses no command", async () => {
  const { hear, kinds, failures } = await stand({ addressed: BOTH }, true);
  await hear(2, OTHER_LEVEL);
  await hear(1, 0);
  expect(failures).toContain("the head failed");
  expect(kinds()).toEqual(["voice-woken", "voice-commanded"]);
});
