import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Flaw } from "../../../../../src/perception/vision/face-look.ts";
import {
  medianLiveness,
  unwatched,
  watchLook,
  type LivenessWatch,
} from "../../../../../src/perception/vision/liveness/watch.ts";
import { aLook } from "../../../../fakes/face-looks.ts";

interface Look {
  readonly live: number | null;
  readonly flaws: Flaw[];
}
const watch = (looks: readonly Look[], stepMs = 100): LivenessWatch =>
  looks.reduce(
    (state, look, i) => watchLook(state, aLook(look), { t: i * stepMs, threshold: 0.5 }),
    unwatched,
  );
const looks = (flaws: Flaw[], ...scores: (number | null)[]): Look[] =>
  scores.map((live) => ({ live, flaws }));

/** One letter a look: Alive, or Not; small letters for a face that looks aside; ? unchecked, b blurred and not alive. */
const LETTERS: Readonly<Record<string, Look>> = {
  A: { live: 0.9, flaws: [] },
  N: { live: 0.1, flaws: [] },
  a: { live: 0.9, flaws: ["turned-away"] },
  n: { live: 0.1, flaws: ["turned-away"] },
  "?": { live: null, flaws: [] },
  b: { live: 0.1, flaws: ["blurred"] },
};
const spelt = (letters: string): Look[] =>
  Array.from(letters, (letter) => LETTERS[letter] ?? { live: null, flaws: [] });

describe("golden stories: when the veto falls, look by look (V from there on)", () => {
  test.each([
    ["two looks are not enough", "NN", ".."],
    ["three are", "NNN", "..V"],
    ["two of three are", "ANN", "..V"],
    ["one bad look of three is none", "ANAAA", "....."],
    ["half of four is doubt, and doubt counts against", "AANN", "...V"],
    ["two of five are not", "ANANA", "...VV"],
    ["two bad looks among the latest five, spread", "AANAN", "....."],
    ["three bad looks of the latest five", "AANANN", ".....V"],
    ["long alive, then a picture", "AAAAAANNN", "........V"],
    ["a veto stays", "NNNAAAAAA", "..VVVVVVV"],
    ["a picture of a face that looks aside", "nnn", "..V"],
    ["living looks aside do not save a picture that looks at the camera", "NaaaNaaN", ".......V"],
    ["nor the other way round", "AnAnAn", "...VVV"],
    ["looks that were not checked say nothing", "N?N?N", "....V"],
    ["blurred looks say nothing", "bbbbb", "....."],
  ])("%s", (_, letters, verdicts) => {
    const story = Array.from(letters, (_letter, i) =>
      watch(spelt(letters.slice(0, i + 1))).veto === null ? "." : "V",
    );
    expect(story.join("")).toBe(verdicts);
  });
});

test("looks that are cut, small or hardly a face say nothing, even if they look aside", () => {
  for (const flaw of ["cut-by-edge", "too-small", "implausible"] as const) {
    expect(watch(looks([flaw, "turned-away"], 0, 0, 0, 0)).veto).toBeNull();
  }
});

test("looks that lie long apart do not add up", () => {
  expect(watch(looks([], 0, 0, 0), 3000).veto).toBeNull();
});

test("the veto names its layer", () => {
  expect(watch(looks([], 0, 0, 0)).veto).toBe("passive");
});

describe("the liveness that is told", () => {
  test("is the median of the latest five good looks, of an even number the lower middle one", () => {
    expect(medianLiveness(watch(looks([], 0.6, 0.9, 0.7, 0.8)))).toBe(0.7);
    expect(medianLiveness(watch(looks([], 0.6, 0.61, 0.9, 0.8, 0.7, 0.95, 0.99)))).toBe(0.9);
  });

  test("is null with fewer than three, and looks aside do not count", () => {
    expect(medianLiveness(watch(looks([], 0.9, 0.9, null)))).toBeNull();
    expect(medianLiveness(watch([...looks([], 0.9, 0.9), ...looks(["turned-away"], 0.9)]))).toBeNull();
  });

  test("is forgotten after five seconds without a check", () => {
    const alive = watch(looks([], 0.9, 0.9, 0.9));
    const later = (t: number): LivenessWatch =>
      watchLook(alive, aLook({ live: null }), { t, threshold: 0.5 });
    expect(medianLiveness(later(5000))).toBe(0.9);
    expect(medianLiveness(later(5001))).toBeNull();
  });
});

test("whatever follows, a veto stays, and the memory is bounded", () => {
  const anyLook = fc.record({
    live: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
    flaws: fc.subarray<Flaw>(["turned-away", "blurred"]),
  });
  fc.assert(
    fc.property(fc.array(anyLook), (later) => {
      const after = watch([...looks([], 0, 0, 0), ...later]);
      expect(after.veto).toBe("passive");
      expect(Math.max(after.checked.length, after.good.length)).toBeLessThanOrEqual(5);
    }),
  );
});
