import { beforeEach, expect, test } from "vitest";
import { Asker } from "../../../../src/app/brain/asking.ts";
import type { ToMicrophone } from "../../../../src/app/protocol.ts";
import type { EventDraft } from "../../../../src/events/catalogue.ts";
import type { SpokenAnswer } from "../../../../src/events/spoken-answer.ts";
import { ManualClock, settled } from "../../../fakes/manual-clock.ts";

const ASKING = {
  request: "r1",
  question: "Open the garage?",
  microphone: "hall",
  answers: [
    { answer: "yes", sentences: ["yes", "yes please"] },
    { answer: "no", sentences: ["no"] },
  ],
  timeoutMs: 8_000,
};

let clock: ManualClock;
let told: EventDraft[];
let sent: Extract<ToMicrophone, { type: "question" }>[];
let endSpeech: (error?: Error) => void;
let canSpeak: boolean;
let challenging: boolean;
let asker: Asker;

beforeEach(() => {
  clock = new ManualClock({ at: 0, t: 1_000 });
  told = [];
  sent = [];
  canSpeak = true;
  challenging = false;
  asker = new Asker({
    clock,
    scheduler: clock,
    speaker: {
      speak: () =>
        new Promise((resolve, reject) => {
          endSpeech = (error) => (error === undefined ? resolve({ durationMs: 1 }) : reject(error));
        }),
    },
    canSpeak: () => canSpeak,
    isChallenging: () => challenging,
    emit: (draft) => told.push(draft),
    toMicrophone: (_, message) => message.type === "question" && sent.push(message),
  });
});

const said = (phrase: string | null, llr: number | null, changes: Partial<SpokenAnswer> = {}): boolean =>
  asker.take({
    ...{ microphone: "hall", question: "r1", startT: 2_000, endT: 2_500, phrase, llr, lead: null },
    speech: { fromT: 0, stepMs: 32, probabilities: [], mouth: [] },
    ...changes,
  });

const begin = async (): Promise<{ done: Promise<string> }> => {
  const done = asker.ask(ASKING);
  await settled();
  clock.advance(1_500);
  endSpeech();
  await settled();
  return { done };
};

test("the microphone is asked when the question has been spoken, and its echo is over", async () => {
  const { done } = await begin();
  expect(sent).toEqual([
    {
      ...{ type: "question", question: "r1", phrases: ["yes", "yes please", "no"] },
      ...{ fromT: 2_900, untilT: 10_900 },
    },
  ]);
  expect(told).toMatchObject([{ name: "voice.asked", request: "r1", answers: ["yes", "no"], t: 2_500 }]);
  expect(said("yes please", -2)).toBe(true);
  expect(await done).toBe("The answer was: yes.");
  expect(told[1]).toMatchObject({ name: "voice.answered", answer: "yes", sentence: "yes please", llr: -2 });
  expect(sent[1]).toMatchObject({ question: "r1", phrases: [] });
});

test("a noise that is least unlike yes is no answer; a clear one after it is", async () => {
  const { done } = await begin();
  said("yes", -6.1);
  said(null, null);
  await settled();
  expect(told).toHaveLength(1);
  said("no", -5.9);
  expect(await done).toBe("The answer was: no.");
});

test.each([
  [() => undefined, "Nobody said anything."],
  [() => said("yes", -20), "What was said was none of the answers."],
])("without an answer in time there is none", async (happen, why) => {
  const { done } = await begin();
  happen();
  clock.advance(12_399);
  await settled();
  expect(told).toHaveLength(1);
  clock.advance(1);
  await done;
  expect(told[1]).toMatchObject({ name: "voice.answered", answer: null, sentence: null, why });
  expect(said("yes", 0)).toBe(false);
});

test.each([
  ["in the answer", () => said(null, null, { cancelled: true })],
  ["by a command", () => asker.cancel("hall")],
])("somebody may cancel %s", async (_, cancel) => {
  const { done } = await begin();
  cancel();
  expect(await done).toBe("Nobody answered: It was cancelled.");
});

test("what is said to another question, or at another microphone, is no answer", async () => {
  await begin();
  expect(said("yes", 0, { question: "r2" })).toBe(false);
  expect(said("yes", 0, { microphone: "porch" })).toBe(false);
  asker.cancel("porch");
  expect(told).toHaveLength(1);
});

test("nobody is asked without a voice, while another question is open, or when it cannot be spoken", async () => {
  await begin();
  await expect(asker.ask({ ...ASKING, request: "r2" })).rejects.toMatchObject({ code: "ASK_BUSY" });
  const failing = asker.ask({ ...ASKING, request: "r3", microphone: "porch" });
  await settled();
  endSpeech(new Error("no such device"));
  await expect(failing).rejects.toThrow("no such device");
  canSpeak = false;
  await expect(asker.ask({ ...ASKING, microphone: "porch" })).rejects.toMatchObject({ code: "ASK_MUTE" });
  expect(told.map(({ name }) => name)).toEqual(["voice.asked"]);
});

test("a challenge that has begun meanwhile comes first", async () => {
  challenging = true;
  const { done } = await begin();
  expect(await done).toBe("Nobody answered: Somebody is being challenged.");
  expect(sent).toEqual([]);
});
