import { expect, test } from "vitest";
import { FILM, poseAt, VISITS } from "../../../src/adapters/demo-media/choreography.ts";

const moments = Array.from(
  { length: FILM.seconds * FILM.framesPerSecond },
  (_, i) => i / FILM.framesPerSecond,
);

test("the porch is empty at first, between the visits and at the end", () => {
  for (const seconds of [0, 13.9, 30, 33.9, 50, FILM.seconds]) expect(poseAt(seconds)).toBeNull();
});

test("first the family member comes, then the stranger, and never both", () => {
  const order = moments.map((seconds) => poseAt(seconds)?.figure).filter((figure) => figure !== undefined);
  expect(order.lastIndexOf("family")).toBeLessThan(order.indexOf("stranger"));
});

test("nobody runs: even at two pictures a second a face moves by less than its own width", () => {
  for (const seconds of moments) {
    const [before, now] = [poseAt(seconds - 0.5), poseAt(seconds)];
    if (before === null || now === null || before.figure !== now.figure) continue;
    expect(Math.abs(now.centreX - before.centreX)).toBeLessThan(140);
    expect(Math.abs(now.scale - before.scale)).toBeLessThan(0.05);
  }
});

test("everybody enters and leaves outside the picture, and stands still long enough to be looked at", () => {
  for (const { enters, stands, goes, gone, edge } of VISITS) {
    for (const seconds of [enters, gone - 0.001]) {
      const centreX = poseAt(seconds)?.centreX ?? Number.NaN;
      if (edge === "left") expect(centreX).toBeLessThan(-200);
      else expect(centreX).toBeGreaterThan(FILM.width + 200);
    }
    expect(goes - stands).toBeGreaterThanOrEqual(6);
  }
});

test("the film goes on until a recording of the second visit is over", () => {
  expect(FILM.seconds - (VISITS.at(-1)?.gone ?? 0)).toBeGreaterThan(8);
});
