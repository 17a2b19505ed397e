import { expect, it } from "vitest";
import { compileGrammar, interpret } from "../../../../src/perception/voice/grammar.ts";

const grammar = compileGrammar({
  wakePhrase: "Hey Gatehouse",
  intents: [
    { intent: "sentry", sentences: ["(turn|switch) on [the] sentry mode"] },
    {
      intent: "light",
      sentences: ["turn {state} the {place} light"],
      slots: { state: ["on", "off"], place: ["Front Porch", "hall"] },
    },
    { intent: "fan", sentences: ["fan {state} now"], slots: { state: ["fast", "slow"] } },
    { intent: "broken", sentences: ["open (the door", "open {nothing}"] },
  ],
});
const meaning = (words: string): ReturnType<typeof interpret> => interpret(grammar, words.split(" "));

it("finds the intent behind the wake phrase", () => {
  expect(meaning("hey gatehouse turn on the sentry mode")).toEqual({
    wakeWords: 2,
    command: { sentence: "turn on the sentry mode", intent: "sentry", slots: {} },
  });
});

it("reports slots as the list writes them, each intent with its own list", () => {
  expect(meaning("turn off the front porch light").command?.slots).toEqual({
    state: "off",
    place: "Front Porch",
  });
  expect(meaning("fan slow now").command?.slots).toEqual({ state: "slow" });
  expect(meaning("fan on now").command).toBeNull();
});

it("knows the wake phrase alone, and words that are no command", () => {
  expect(meaning("hey gatehouse")).toEqual({ wakeWords: 2, command: null });
  expect(meaning("hey gatehouse sing a song")).toEqual({ wakeWords: 2, command: null });
  expect(meaning("sing a song")).toEqual({ wakeWords: 0, command: null });
});

it("leaves sentences out that cannot be used, and says where they are wrong", () => {
  expect(grammar.problems.map(({ intent, offset }) => [intent, offset])).toEqual([
    ["broken", 5],
    ["broken", 5],
  ]);
});

it("lists every word once", () => {
  expect(grammar.words).toContain("gatehouse");
  expect(grammar.words).toEqual([...new Set(grammar.words)].sort());
});

it("writes one grammar an expectation", () => {
  expect(grammar.jsgf.addressed).toContain("public <utterance> = ( ( hey gatehouse ) [ (");
  expect(grammar.jsgf.anywhere).toContain("public <utterance> = <any_speech> ( ( hey gatehouse )");
  expect(grammar.jsgf.command).toContain("<list_intent1_place> = ( front porch ) | ( hall );");
});

it("has nothing to say without commands or wake phrase", () => {
  expect(compileGrammar({ wakePhrase: null, intents: [] }).jsgf).toEqual({
    addressed: null,
    anywhere: null,
    spotted: null,
    command: null,
  });
  expect(() => compileGrammar({ wakePhrase: "!?", intents: [] })).toThrow(/wake phrase/u);
});
