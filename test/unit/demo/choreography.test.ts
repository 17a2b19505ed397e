import { expect, test } from "vitest";
import { FILM, poseAt, VISITS } from "../../../src/adapters/demo-media/choreography.ts";

const moments = Array.from(
  { length: FILM.seconds * FILM.framesPerSecond },
  (_, i) => i / FILM.framesPerSecond,
);

test("the porch is empty at first, between the visits and at the end", () => {
  for (const seconds of [0, 14.9, 30, 34.9, 52, FILM.seconds]) expect(poseAt(seconds)).toBeNull();
});

test("first the family member comes, then the stranger, and never both", () => {
  const order = moments.map((seconds) => poseAt(seconds)?.figure).filter((figure) => figure !== undefined);
  expect(order.lastIndexOf("family")).toBeLessThan(order.indexOf("stranger"));
});

test("nobody jumps: from one picture to the next a figure moves less than half a face", () => {
  for (const [i, seconds] of moments.entries()) {
    const [before, now] = [poseAt(moments[i - 1] ?? 0), poseAt(seconds)];
    if (before === null || now === null || before.figure !== now.figure) continue;
    expect(Math.abs(now.centreX - before.centreX)).toBeLessThan(50);
    expect(Math.abs(now.scale - before.scale)).toBeLessThan(0.01);
  }
});

test("everybody enters and leaves outside the picture, and stands still long enough to be looked at", () => {
  for (const { enters, stands, goes, gone } of VISITS) {
    expect(poseAt(enters)?.centreX).toBeGreaterThan(FILM.width + 300);
    expect(poseAt(gone - 0.001)?.centreX).toBeLessThan(-300);
    expect(goes - stands).toBeGreaterThanOrEqual(8);
  }
});

test("the film goes on until a recording of the second visit is over", () => {
  expect(FILM.seconds - (VISITS.at(-1)?.gone ?? 0)).toBeGreaterThan(10);
});
