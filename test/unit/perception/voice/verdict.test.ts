import { expect, it } from "vitest";
import { compileGrammar } from "../../../../src/perception/voice/grammar.ts";
import { confidenceOf, utteranceRatio, wordsRatio } from "../../../../src/perception/voice/likelihood.ts";
import { judge } from "../../../../src/perception/voice/verdict.ts";
import { recognitionOf } from "../../../fakes/scripted-voice.ts";

const grammar = compileGrammar({
  wakePhrase: "hey gatehouse",
  intents: [
    { intent: "sentry", sentences: ["turn on sentry mode"] },
    { intent: "open", sentences: ["unlock the door"] },
  ],
});
const context = { grammar, thresholds: { accept: -12, acceptGuarded: -5 }, guardedIntents: ["open"] };
const verdict = (words: string, ratio: number, after = false): ReturnType<typeof judge> =>
  judge(recognitionOf(words, ratio, after), context);

it("accepts a command that is like what was said", () => {
  expect(verdict("hey gatehouse turn on sentry mode", -11)).toMatchObject({
    kind: "commanded",
    intent: "sentry",
    sentence: "turn on sentry mode",
    wakeEndMs: 1000,
  });
  expect(verdict("turn on sentry mode", -11)).toMatchObject({ kind: "commanded", wakeEndMs: null });
});

it("asks more of commands that open or disarm", () => {
  expect(verdict("hey gatehouse unlock the door", -6)).toMatchObject({ kind: "rejected", reason: "unsure" });
  expect(verdict("hey gatehouse unlock the door", -4)).toMatchObject({ kind: "commanded" });
});

it("tells unsure from unlike", () => {
  expect(verdict("turn on sentry mode", -14)).toMatchObject({ kind: "rejected", reason: "unsure" });
  expect(verdict("turn on sentry mode", -40)).toMatchObject({ kind: "rejected", reason: "not-a-command" });
});

it("needs a wake phrase that is like what was said", () => {
  expect(verdict("hey gatehouse", -3)).toMatchObject({ kind: "woken", wakeEndMs: 1000 });
  expect(verdict("hey gatehouse turn on sentry mode", -16)).toMatchObject({
    reason: "no-wake-phrase",
    wakeEndMs: null,
  });
});

it("is stricter about a wake phrase behind other speech", () => {
  expect(verdict("hey gatehouse", -11.5, true).kind).toBe("woken");
  expect(verdict("hey gatehouse", -12.5, true)).toMatchObject({ reason: "no-wake-phrase" });
});

it("does not let a good wake phrase carry a bad command", () => {
  const recognition = recognitionOf("hey gatehouse turn on sentry mode", 10);
  const words = recognition.words.map((word, i) => (i < 2 ? word : { ...word, score: -13 * word.frames }));
  // The ratio that is told is the one that fell short.
  const judged = judge({ ...recognition, words }, context);
  expect(judged).toMatchObject({ kind: "rejected", reason: "unsure", llr: -13 });
});

it("has nothing to say about nothing", () => {
  expect(verdict("", 0)).toEqual({ kind: "nothing" });
});

it("counts speech that the sentence takes for silence", () => {
  const recognition = { ...recognitionOf("turn on", -2), loopFrames: 200 };
  expect(utteranceRatio(recognition)).toBeCloseTo(-1);
  expect(wordsRatio(recognition.words)).toBe(-2);
  expect(wordsRatio([])).toBeNull();
});

it("confidence rises with the ratio", () => {
  expect(confidenceOf(-12)).toBeCloseTo(0.5);
  expect(confidenceOf(-5)).toBeCloseTo(0.9);
  expect(confidenceOf(5)).toBeGreaterThan(confidenceOf(0));
});
