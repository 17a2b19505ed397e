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
  const judged = judge({ ...recognition, words, score: (2 * 10 - 4 * 13) * 50 }, context);
  expect(judged).toMatchObject({ kind: "rejected", reason: "unsure", llr: -13 });
});

it("lets the words of a long command lie further below, for noise lies over all of them", () => {
  const noisy = (words: string): ReturnType<typeof judge> => {
    const recognition = recognitionOf(words, -15);
    // The silence around the words fits better than the words do.
    return judge({ ...recognition, score: recognition.score / 2 }, context);
  };
  expect(noisy("turn on sentry mode").kind).toBe("commanded");
  expect(noisy("unlock the door").kind).toBe("rejected");
  const short = recognitionOf("turn on sentry mode", -15);
  const words = short.words.map((word) => ({ ...word, frames: 15, score: -15 * 15 }));
  expect(judge({ ...short, words, score: short.score / 2 }, context).kind).toBe("rejected");
});

it("asks what an intent asks, which is never less than guarded ones need", () => {
  const of = (words: string, ratio: number, accept: number): string =>
    judge(recognitionOf(words, ratio), { ...context, acceptOf: { sentry: accept, open: accept } }).kind;
  expect(of("turn on sentry mode", -9, -8)).toBe("rejected");
  expect(of("turn on sentry mode", -7, -8)).toBe("commanded");
  expect(of("turn on sentry mode", -14, -15)).toBe("commanded");
  expect(of("unlock the door", -6, -15)).toBe("rejected");
  expect(of("unlock the door", -4, -3)).toBe("rejected");
  expect(of("unlock the door", -2, -3)).toBe("commanded");
});

it("says which command was nearly sure enough, to be asked for", () => {
  expect(verdict("hey gatehouse unlock the door", -6)).toMatchObject({
    kind: "rejected",
    reason: "unsure",
    command: { sentence: "unlock the door", intent: "open", slots: {} },
  });
  expect(verdict("hey gatehouse unlock the door", -14)).not.toHaveProperty("command");
  expect(verdict("turn on sentry mode", -14)).not.toHaveProperty("command");
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
