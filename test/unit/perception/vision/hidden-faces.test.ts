import { expect, test } from "vitest";
import {
  hiddenParts,
  showsEverybody,
  type FaceRules,
} from "../../../../src/perception/vision/hidden-faces.ts";
import type { Box } from "../../../../src/perception/vision/observation.ts";
import { strayFace, type Shown } from "../../../../src/perception/vision/shown.ts";

const FACE: Box = [0.4, 0.2, 0.1, 0.2];
const BODY: Box = [0.3, 0.2, 0.3, 0.8];
const BLUR_FAMILY: FaceRules = { known: "keep", groups: { family: "blur" } };

const somebody = (identity: Shown["identity"], changes: Partial<Shown> = {}): Shown => ({
  ...{ ...strayFace(FACE), track: 1, counted: true, identity },
  ...changes,
});
const anna = somebody("recognized", { person: "anna", group: "family" });
const frank = somebody("recognized", { person: "frank", group: "friend" });

const hides = (one: Shown, rules: FaceRules): boolean => hiddenParts([one], rules).length > 0;

test("everybody is shown unless it is asked otherwise", () => {
  const keep: FaceRules = { known: "keep", groups: { family: "keep" } };
  expect(showsEverybody(keep)).toBe(true);
  expect(hiddenParts([anna, frank, somebody("undecided"), somebody("spoofed")], keep)).toEqual([]);
});

test("one word is for all who are known, a group's own for that group", () => {
  expect([anna, frank].map((one) => hides(one, { known: "blur", groups: {} }))).toEqual([true, true]);
  expect([anna, frank].map((one) => hides(one, BLUR_FAMILY))).toEqual([true, false]);
  expect([anna, frank].map((one) => hides(one, { known: "none", groups: { friend: "keep" } }))).toEqual([
    true,
    false,
  ]);
});

test("a face that may be anybody's is hidden, one that is decided to be unknown is not", () => {
  const identities = ["undecided", "spoofed", "unknown"] as const;
  expect(identities.map((identity) => hides(somebody(identity), BLUR_FAMILY))).toEqual([true, true, false]);
  expect(hides(strayFace(FACE), BLUR_FAMILY)).toBe(true);
});

test("a group of a name that every object has is a group like any other", () => {
  const odd = somebody("recognized", { person: "x", group: "constructor" });
  expect(hides(odd, BLUR_FAMILY)).toBe(false);
  expect(hides(odd, { known: "blur", groups: {} })).toBe(true);
});

test("more than the face is hidden; where it was not found, the head of the body too", () => {
  expect(hiddenParts([{ ...anna, body: BODY }], BLUR_FAMILY)).toEqual([
    [0.37, 0.14, 0.16, 0.32].map((value) => expect.closeTo(value) as number),
  ]);
  const turned = { ...anna, faceFound: false, body: BODY };
  const head = [0.3, 0.16, 0.3, 0.32].map((value) => expect.closeTo(value) as number);
  expect(hiddenParts([turned], BLUR_FAMILY)[1]).toEqual(head);
  const faceless = somebody("undecided", { face: null, faceFound: false, body: BODY });
  expect(hiddenParts([faceless], BLUR_FAMILY)).toEqual([head]);
});
