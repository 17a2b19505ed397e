import { describe, expect, it } from "vitest";
import { outcomeOf, wantedOf } from "../../../../../src/app/evaluate/voice/score.ts";
import { compileGrammar } from "../../../../../src/perception/voice/grammar.ts";

const grammar = compileGrammar({
  wakePhrase: null,
  intents: [{ intent: "light", sentences: ["turn {state} the light"], slots: { state: ["on", "off"] } }],
});
const recording = { file: "1.wav", text: null, intent: null, slots: null };
const on = { intent: "light", sentence: "turn on the light", slots: { state: "on" } };
const off = { intent: "light", sentence: "turn off the light", slots: { state: "off" } };

describe("what a recording should be taken for", () => {
  it("is what its slots and intent say", () => {
    expect(wantedOf({ ...recording, slots: { state: "on" } }, grammar)).toEqual({
      intent: null,
      slots: { state: "on" },
    });
    expect(wantedOf({ ...recording, intent: "home" }, grammar)).toEqual({ intent: "home", slots: {} });
  });

  it("is the sentence that its text is", () => {
    expect(wantedOf({ ...recording, text: "Turn off the light!" }, grammar)).toEqual(off);
  });

  it("is nothing for other speech, with a text or without", () => {
    expect(wantedOf(recording, grammar)).toBeNull();
    expect(wantedOf({ ...recording, text: "alexa" }, grammar)).toBeNull();
  });
});

describe("what became of a recording", () => {
  const wanted = { intent: null, slots: { state: "on" } };
  it.each([
    ["exact", wanted, [on]],
    ["exact", wanted, [on, on]],
    ["exact", { intent: "light", slots: { state: "on" } }, [on]],
    ["confused", { intent: "lamp", slots: { state: "on" } }, [on]],
    ["confused", wanted, [off]],
    ["confused", wanted, [on, off]],
    ["confused", { intent: null, slots: {} }, [on]],
    ["confused", { intent: null, slots: { state: "on", place: "hall" } }, [on]],
    ["rejected", wanted, []],
    ["rejected", null, []],
    ["false-accept", null, [on]],
  ] as const)("%s: %j by %j", (outcome, expected, understood) => {
    expect(outcomeOf(expected, understood)).toBe(outcome);
  });
});
