import { expect, test } from "vitest";
import {
  agree,
  AT_EASE,
  listen,
  NO_SPEECH,
  pause,
  resting,
  type Listening,
} from "../../../../../src/perception/voice/wake/decision.ts";

const LEAST = { candidate: 0.5 };

/** At which of the steps there is a candidate. */
function candidates(scores: readonly number[], from: Listening = AT_EASE): number[] {
  let state = from;
  return scores.flatMap((score, i) => {
    const next = listen(state, score, LEAST);
    state = next.state;
    return next.candidate ? [i] : [];
  });
}

test("a single step above the threshold is no candidate", () => {
  expect(candidates([0.1, 0.99, 0.2, 0.99, 0.1])).toEqual([]);
});

test("two steps in a row are one, and it is looked at again while it lasts", () => {
  expect(candidates([0.6, 0.7, 0.7, 0.7, 0.7, 0.7, 0.7, 0.7])).toEqual([1, 3, 5]);
});

test("what two steps in a row reach counts, not a peak", () => {
  let state = AT_EASE;
  for (const score of [0.6, 0.99, 0.7, 0.8]) state = listen(state, score, LEAST).state;
  expect(state.best).toBe(0.7);
});

test("after a wake nothing is one for 1.6 s", () => {
  const after = candidates(Array<number>(30).fill(0.9), resting());
  expect(after[0]).toBe(21);
});

test.each([
  { why: "the check is sure, the head is not", best: 0, among: -6, alone: null, wake: true },
  {
    why: "the check is not quite sure, and neither is the head",
    best: 0.5,
    among: -14,
    alone: null,
    wake: false,
  },
  {
    why: "the head is sure, and the check does not contradict",
    best: 0.95,
    among: null,
    alone: -25,
    wake: true,
  },
  { why: "the head is sure, but the check contradicts", best: 1, among: null, alone: -40, wake: false },
  {
    why: "the head is sure, but the phrase does not fit at all",
    best: 1,
    among: null,
    alone: null,
    wake: false,
  },
])("$why: $wake", ({ best, among, alone, wake }) => {
  expect(agree({ best, voiced: 30 }, { among, alone })).toBe(wake);
});

test("where the head has found nothing, the check has to be surer", () => {
  expect(agree({ best: 0.2, voiced: 30 }, { among: -13, alone: null })).toBe(true);
  expect(agree({ best: 0.19, voiced: 30 }, { among: -7.1, alone: null })).toBe(false);
  expect(agree({ best: 0, voiced: 30 }, { among: -7, alone: null })).toBe(true);
});

test("in the middle of speech the check has to be sure by itself", () => {
  expect(agree({ best: 1, voiced: 45 }, { among: null, alone: -20 })).toBe(true);
  expect(agree({ best: 1, voiced: 46 }, { among: null, alone: -20 })).toBe(false);
  expect(agree({ best: 1, voiced: 45 }, { among: -12, alone: null })).toBe(true);
  expect(agree({ best: 1, voiced: 46 }, { among: -12, alone: null })).toBe(false);
  expect(agree({ best: 0.3, voiced: 46 }, { among: -5, alone: null })).toBe(true);
});

/** After which frames speech pauses. */
function pauses(probabilities: readonly number[]): number[] {
  let state = NO_SPEECH;
  return probabilities.flatMap((probability, i) => {
    const next = pause(state, probability);
    state = next.state;
    return next.paused ? [i] : [];
  });
}

test("speech pauses once, 160 ms after its last frame", () => {
  const speech = Array<number>(10).fill(0.9);
  expect(pauses([...speech, ...Array<number>(30).fill(0.1)])).toEqual([14]);
});

test("a click, or a gap inside a word, is no pause", () => {
  expect(pauses([0.9, 0.9, 0.9, ...Array<number>(20).fill(0.1)])).toEqual([]);
  const speech = Array<number>(10).fill(0.9);
  expect(pauses([...speech, 0.1, 0.1, 0.1, ...speech])).toEqual([]);
});
