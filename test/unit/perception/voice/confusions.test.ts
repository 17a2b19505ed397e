import { describe, expect, it } from "vitest";
import {
  findConfusions,
  findSame,
  spokenForms,
  type Confusion,
  type SpokenSentence,
} from "../../../../src/perception/voice/confusions.ts";
import { parseTemplate } from "../../../../src/perception/voice/template.ts";
import { parseVocabulary } from "../../../../src/perception/voice/vocabulary.ts";

const vocabulary = parseVocabulary({
  lists: { state: ["on", "off"], percent: { range: { from: 0, to: 500 } } },
  rules: { the: "[the|my]" },
});
const sentence = (intent: string, text: string): SpokenSentence => {
  const parsed = parseTemplate(text);
  if (!parsed.ok) throw new Error(parsed.message);
  return { intent, template: parsed.template, vocabulary };
};
/** Each letter is a phone. */
const spelt = (word: string): readonly string[] => Array.from(word);
const told = (found: readonly Confusion[]): readonly string[] =>
  found.map(({ kind, said, other }) => `${kind}: ${said} / ${other ?? "-"}`);

it("lists the ways to say a sentence, but not endlessly", () => {
  const ways = (text: string): readonly string[] =>
    spokenForms(sentence("", text).template, vocabulary).map((words) => words.join(" "));
  expect(ways("(turn|switch) {state} <the> it")).toHaveLength(12);
  expect(ways("open [the] door")).toEqual(["open the door", "open door"]);
  expect(ways("dim to {percent} {percent} {percent}")).toHaveLength(64);
});

describe("sentences that two intents share", () => {
  it("are found however they are written, once for each pair", () => {
    const found = findSame([
      sentence("a", "turn {state} <the> light"),
      sentence("b", "turn on (the|a) light"),
      sentence("b", "turn off the light"),
      sentence("c", "open it"),
    ]);
    expect(told(found)).toEqual(["same: turn on the light / turn on the light"]);
    expect(found[0]).toMatchObject({ at: 1, with: 0 });
  });

  it("are none if they are one intent's", () => {
    expect(findSame([sentence("a", "open it"), sentence("a", "open it [now]")])).toEqual([]);
  });
});

describe("sentences that are easily confused", () => {
  it.each([
    ["start recording", "stop recording"],
    ["turn on [the] sentry mode", "turn off sentry mode"],
    ["lock the front door", "unlock the front door"],
    ["open the garage", "close the garage"],
    ["arm the house", "disarm the house"],
  ])("are told apart by one word alone: %s, %s", (one, other) => {
    const found = findConfusions([sentence("a", one), sentence("b", other)], () => null);
    expect(found.map(({ kind }) => kind)).toEqual(["opposite"]);
    expect(findConfusions([sentence("a", one), sentence("a", other)], () => null)).toEqual([]);
  });

  it("sound alike", () => {
    const found = findConfusions(
      [
        sentence("a", "show me the front lawn"),
        sentence("b", "show me the front lamn"),
        sentence("c", "good night"),
      ],
      spelt,
    );
    expect(told(found)).toEqual(["alike: show me the front lamn / show me the front lawn"]);
  });

  it("are not compared where nobody knows how they sound", () => {
    const pair = [sentence("a", "show me the front lawn"), sentence("b", "show me the front lamn")];
    expect(findConfusions(pair, (word) => (word === "lamn" ? null : spelt(word)))).toEqual([]);
  });

  it("are single words", () => {
    expect(told(findConfusions([sentence("a", "stop [it|that]"), sentence("b", "go away")], spelt))).toEqual([
      "single-word: stop / -",
    ]);
  });
});

it("does not take long over a large house", () => {
  const many = Array.from({ length: 400 }, (_, i) =>
    sentence(
      `r${i}`,
      `[please] (turn|switch|put) {state} <the> light ${"abcdefghij"[i % 10]}${"klmnopqrst"[Math.floor(i / 10) % 10]} to {percent}`,
    ),
  );
  const begin = performance.now();
  findSame(many);
  findConfusions(many, spelt);
  expect(performance.now() - begin).toBeLessThan(10_000);
});
