import fc from "fast-check";
import { expect, test } from "vitest";
import type { Flaw } from "../../../../../src/perception/vision/face-look.ts";
import {
  unwatched,
  watchLook,
  type LivenessWatch,
} from "../../../../../src/perception/vision/liveness/watch.ts";

interface Look {
  readonly live: number | null;
  readonly flaws: Flaw[];
}
const watch = (looks: readonly Look[], stepMs = 100): LivenessWatch =>
  looks.reduce((state, look, i) => watchLook(state, look, { t: i * stepMs, threshold: 0.5 }), unwatched);
const looks = (flaws: Flaw[], ...scores: number[]): Look[] => scores.map((live) => ({ live, flaws }));

test("a picture of a face that looks aside is a picture", () => {
  expect(watch(looks(["turned-away"], 0, 0, 0)).veto).toBe("passive");
});

test("two looks are not enough, and one bad look of five is none", () => {
  expect(watch(looks([], 0, 0)).veto).toBeNull();
  expect(watch(looks([], 0.9, 0.9, 0, 0.9, 0.9)).veto).toBeNull();
});

test("looks that are blurred, cut, small or hardly a face say nothing", () => {
  for (const flaw of ["blurred", "cut-by-edge", "too-small", "implausible"] as const) {
    expect(watch(looks([flaw, "turned-away"], 0, 0, 0, 0)).veto).toBeNull();
  }
});

test("looks that lie long apart do not add up", () => {
  expect(watch(looks([], 0, 0, 0), 3000).veto).toBeNull();
});

test("whatever follows, a veto stays", () => {
  const aLook = fc.record({
    live: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
    flaws: fc.subarray<Flaw>(["turned-away", "blurred"]),
  });
  fc.assert(
    fc.property(fc.array(aLook), (later) => {
      expect(watch([...looks([], 0, 0, 0), ...later]).veto).toBe("passive");
    }),
  );
});
