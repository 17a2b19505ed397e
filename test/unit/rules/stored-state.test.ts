import { expect, it } from "vitest";
import { initialState, parseState } from "../../../src/rules/state.ts";

const begin = initialState({ mode: "home", boot: "b", run: "r" });

it("reads a state that had the starts by rule, and forgets those", () => {
  const old = { ...begin, mode: "night", starts: { "open-door": [1000, 2000] } };
  expect(parseState(JSON.stringify(old))).toEqual({ ...begin, mode: "night" });
});

it("does not read what is damaged or of another version", () => {
  expect(parseState(JSON.stringify({ ...begin, version: 2 }))).toBeNull();
  expect(parseState('{"version":1,')).toBeNull();
});
