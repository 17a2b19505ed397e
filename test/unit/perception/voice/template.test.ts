import { describe, expect, it } from "vitest";
import { parseTemplate, spokenWords } from "../../../../src/perception/voice/template.ts";
import {
  checkTemplate,
  NO_VOCABULARY,
  parseSentence,
  parseVocabulary,
} from "../../../../src/perception/voice/vocabulary.ts";

describe("parseTemplate", () => {
  it("reads alternatives, options, slots and rules", () => {
    expect(parseTemplate("(turn|switch) on [the] {room:place} <thing>")).toEqual({
      ok: true,
      template: {
        kind: "sequence",
        items: [
          {
            kind: "choice",
            items: [
              { kind: "word", word: "turn" },
              { kind: "word", word: "switch" },
            ],
          },
          { kind: "word", word: "on" },
          { kind: "optional", item: { kind: "word", word: "the" } },
          { kind: "slot", list: "room", slot: "place", offset: 23 },
          { kind: "rule", rule: "thing", offset: 36 },
        ],
      },
    });
  });

  it("writes every order of a permutation out", () => {
    expect(parseTemplate("(a;[b];c d) e")).toEqual(
      parseTemplate("(a [b] c d|a c d [b]|[b] a c d|[b] c d a|c d a [b]|c d [b] a) e"),
    );
  });

  it("ignores case and punctuation, and splits hyphens", () => {
    expect(parseTemplate("I'm home, Drive-way!")).toEqual(parseTemplate("i'm home drive way"));
  });

  it("writes word endings out", () => {
    expect(parseTemplate("light[s]")).toEqual({
      ok: true,
      template: {
        kind: "choice",
        items: [
          { kind: "word", word: "lights" },
          { kind: "word", word: "light" },
        ],
      },
    });
  });

  it.each([
    ["turn (on", 5, "never closed"],
    ["turn on)", 7, "closes nothing"],
    ["turn [on)", 5, "never closed"],
    ["turn {room", 5, "never closed"],
    ["turn {ro om} on", 6, "is no name"],
    ["set 20 degrees", 4, "as words"],
    ["turn & on", 5, "cannot be spoken"],
    ["[please]", 0, "saying nothing"],
    ["(a|b;c)", 4, "cannot be mixed"],
    ["(a;b;c;d;e)", 8, "more than 4 parts"],
    ["", 0, "saying nothing"],
    ["the {room}s light", 4, "part of a word"],
  ])("points at what is wrong: %s", (text, offset, message) => {
    const parsed = parseTemplate(text);
    expect(parsed).toMatchObject({ ok: false, offset });
    expect(parsed.ok ? "" : parsed.message).toContain(message);
  });

  it("refuses nesting that no sentence needs, and endless text", () => {
    expect(parseTemplate(`${"(".repeat(40)}a${")".repeat(40)}`).ok).toBe(false);
    expect(parseTemplate("a ".repeat(600)).ok).toBe(false);
  });
});

describe("checkTemplate", () => {
  const vocabulary = parseVocabulary({
    lists: { room: ["hall", "Living Room"] },
    rules: { loop: "again <loop>", polite: "[please] turn", the: "[the|my]" },
  });
  const problems = (text: string): readonly string[] => {
    const parsed = parseTemplate(text);
    if (!parsed.ok) throw new Error(parsed.message);
    return checkTemplate(parsed.template, vocabulary).map(
      ({ severity, message }) => `${severity}: ${message}`,
    );
  };

  it("knows lists and rules", () => {
    expect(problems("<polite> on the {room} light")).toEqual([]);
  });

  it("misses lists and rules that are not there", () => {
    expect(problems("the {kitchen} <door>")).toEqual([
      'error: no list is named "kitchen"',
      'error: no rule is named "door"',
    ]);
  });

  it("finds rules that contain themselves", () => {
    expect(problems("say <loop>")).toEqual(["error: in <loop>: <loop> contains itself"]);
  });

  it("lets a rule be silent, but no sentence", () => {
    expect(problems("open <the> door")).toEqual([]);
    expect(problems("<the> <the>")).toEqual([
      "error: saying nothing would match; at least one word must be certain",
    ]);
  });

  it("warns of single words", () => {
    expect(problems("stop")).toEqual(["warning: a single word is easily misheard; use at least two"]);
    expect(problems("stop [it]")).toHaveLength(1);
  });

  it("is part of reading a sentence", () => {
    expect(parseSentence("open {what}", NO_VOCABULARY)).toMatchObject({ ok: false, offset: 5 });
  });
});

it("spokenWords gives words as they are spoken", () => {
  expect(spokenWords(" Don’t stop, drive-way. ")).toEqual(["don't", "stop", "drive", "way"]);
});
