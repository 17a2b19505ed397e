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

it("goes on with runs of a state that had one place to go on at", () => {
  const run = { id: "e1/r", rule: "r", fingerprint: "f", cause: "e1", facts: {}, at: 5, requests: 1 };
  const steps = [{ path: "actions/0", result: "waiting", detail: "waits 10 s", at: 5 }];
  const wake = { t: 10, at: 15, boot: "b" };
  const old = {
    ...begin,
    runs: [
      { ...run, next: 1, wake, steps },
      { ...run, id: "e2/r", next: 0, wake, steps, asking: { request: "e2/r/1", action: 0 }, answer: "no" },
    ],
    queued: [{ ...run, id: "e3/r", next: 0, wake: null, asking: null, answer: "", steps }],
  };
  const state = parseState(JSON.stringify(old));
  const base = { id: 0, of: null, path: "actions/0", rounds: [], lasting: [], seen: [] };
  expect(state?.runs.map(({ strands, answer }) => ({ strands, answer }))).toEqual([
    { strands: [{ ...base, next: 1, awaits: "time", request: null, wake }], answer: "" },
    { strands: [{ ...base, next: 0, awaits: "answer", request: "e2/r/1", wake }], answer: "no" },
  ]);
  expect(state?.queued[0]?.strands).toEqual([{ ...base, next: 0, awaits: null, request: null, wake: null }]);
});

it("begins with nothing, but what the house says", () => {
  expect(initialState({ mode: "home", boot: "b", run: "r" })).toMatchObject({
    version: 1,
    boot: "b",
    brain: "r",
    at: 0,
    mode: "home",
    devices: {},
    off: [],
  });
  const told = initialState({ mode: "away", boot: "b", run: "r", devices: { lamp: "ON" }, off: ["one"] });
  expect(told).toMatchObject({ mode: "away", devices: { lamp: "ON" }, off: ["one"] });
  expect(parseState(JSON.stringify(told))).toEqual(told);
});

it("keeps the starts that are a list, with what older ones do not say filled in", () => {
  const starts = [{ rule: "one", t: 5 }];
  expect(parseState(JSON.stringify({ ...begin, starts }))?.starts).toEqual([
    { rule: "one", t: 5, run: "", ours: false, chain: [] },
  ]);
});

it.each([
  ["a run that is none", { runs: [null] }],
  ["a run that is a number", { runs: [5] }],
  ["a run that lacks something", { runs: [{ id: "e1/r" }] }],
  ["an older version of a rule that is none", { versions: { f: null } }],
  ["an older version of a rule that is a text", { versions: { f: "x" } }],
  ["a start that is none", { starts: [{ rule: "one" }] }],
])("does not read %s", (_, damage) => {
  expect(parseState(JSON.stringify({ ...begin, ...damage }))).toBeNull();
});

it("knows nothing of where an old run was that has told nothing, nor of what it had asked", () => {
  const run = {
    id: "e1/r",
    rule: "r",
    fingerprint: "f",
    cause: "e1",
    facts: {},
    at: 5,
    requests: 1,
    steps: [],
  };
  const old = {
    ...begin,
    runs: [
      { ...run, next: 2, asking: {}, wake: null },
      { ...run, next: 3 },
    ],
  };
  expect(parseState(JSON.stringify(old))?.runs).toMatchObject([
    {
      ...{ strandsMade: 1, vars: {}, answer: "", waited: { completed: false, facts: {} }, steps: [] },
      strands: [{ id: 0, of: null, next: 2, path: "actions", awaits: "answer", request: null, rounds: [] }],
    },
    { strands: [{ next: 3, awaits: null, request: null, wake: null }] },
  ]);
});
