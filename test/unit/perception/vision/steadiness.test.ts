import { expect, it } from "vitest";
import type { Match } from "../../../../src/perception/vision/matching.ts";
import { steadyAfter, type Steadiness } from "../../../../src/perception/vision/steadiness.ts";

const THRESHOLDS = { recognize: 0.58, margin: 0.08, live: 0.5 };

interface Shorthand extends Partial<Match> {
  readonly live?: number | null;
}

/** Whom looks that follow one another by 100 ms have been at, and since when; the first is at 100 ms. */
function after(...looks: readonly (Shorthand | null)[]): Steadiness | null {
  let steady: Steadiness | null = null;
  for (const [i, one] of looks.entries()) {
    const { live = 0.9, ...match } = one ?? {};
    const anna = { person: "anna", group: "family", similarity: 0.7, margin: 0.3 };
    const look = { t: (i + 1) * 100, match: one === null ? null : { ...anna, ...match }, quality: 0.5 };
    steady = steadyAfter(steady, { look, live }, THRESHOLDS);
  }
  return steady;
}

const anna: Shorthand = {};

it("lasts while every look is at one person", () => {
  expect(after()).toBeNull();
  expect(after(anna)).toEqual({ person: "anna", sinceT: 100 });
  expect(after(anna, anna, anna)).toEqual({ person: "anna", sinceT: 100 });
});

it.each<[string, Shorthand]>([
  ["is not quite similar enough", { similarity: 0.51 }],
  ["has too small a margin", { margin: 0.05 }],
  ["was not checked for liveness", { live: null }],
])("lasts through a look at that person that %s", (_, look) => {
  expect(after(anna, look, anna)).toEqual({ person: "anna", sinceT: 100 });
  expect(after(look, anna)).toEqual({ person: "anna", sinceT: 100 });
});

it.each<[string, Shorthand | null]>([
  ["a stranger", { similarity: 0.49 }],
  ["somebody else", { person: "ben" }],
  ["somebody who is nearer to another, if not surely", { person: "ben", similarity: 0.51 }],
  ["a face that is known not to be hers", { veto: "counter-example" }],
  ["a look-alike", { veto: "lookalike" }],
  ["a picture of her", { live: 0.49 }],
  ["anybody while nobody is enrolled", null],
])("begins anew after a look at %s", (_, look) => {
  expect(after(anna, anna, look, anna)).toEqual({ person: "anna", sinceT: 400 });
});

it("is with nobody while the looks are at strangers", () => {
  expect(after({ similarity: 0.2 }, { similarity: 0.2 })).toEqual({ person: null, sinceT: 200 });
});
