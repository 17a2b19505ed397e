import { describe, expect, test } from "vitest";
import {
  carriedBetween,
  movedBetween,
  type Placed,
} from "../../../../../src/perception/vision/liveness/carried.ts";
import { momentsOf } from "../../../../../src/perception/vision/liveness/points.ts";
import { pointsOf, type Pose } from "../../../../fakes/turned-heads.ts";
import { bare, patterned, seen, type Wallpaper } from "../../../../fakes/wallpaper.ts";

const before = (wallpaper: Wallpaper): Placed => ({
  middle: momentsOf(pointsOf(1, {}), pointsOf(1, {})).before,
  height: 100,
  surroundings: seen({}, wallpaper),
});
const moments = (pose: Pose) => momentsOf(pointsOf(1, {}), pointsOf(1, pose));
const aside = { right: 25 };

describe("a face that moves aside", () => {
  test("before a wall that stays is not on a sheet", () => {
    expect(carriedBetween(before(patterned), seen(aside, patterned), moments(aside))).toBeLessThan(-0.8);
  });

  test("with the wall is on a sheet, or a screen", () => {
    const now = seen(aside, patterned, { paper: 25, camera: 0 });
    expect(carriedBetween(before(patterned), now, moments(aside))).toBeGreaterThan(0.8);
  });

  test("with everything else, up to the frame's edges, says nothing: the camera was moved", () => {
    const now = seen(aside, patterned, { paper: 25, camera: 25 });
    expect(carriedBetween(before(patterned), now, moments(aside))).toBeNull();
  });

  test("before a bare wall says nothing", () => {
    expect(carriedBetween(before(bare), seen(aside, bare), moments(aside))).toBeNull();
  });

  test("while the light changes is judged as before", () => {
    const brighter: Wallpaper = (x, y) => patterned(x, y) + 25;
    expect(carriedBetween(before(patterned), seen(aside, brighter), moments(aside))).toBeLessThan(-0.8);
  });
});

describe("how far the surroundings would have moved", () => {
  test("is told in face heights", () => {
    expect(movedBetween(before(patterned), moments(aside))).toBeCloseTo(0.25, 2);
  });

  test.each([
    ["too little", { right: 4 }],
    ["so far that nothing is seen of them any more", { right: 80 }],
  ])("is not told if it is %s", (_, pose) => {
    expect(movedBetween(before(patterned), moments(pose))).toBeNull();
  });

  test("counts a face that comes nearer, too", () => {
    expect(movedBetween(before(patterned), moments({ scale: 1.2 }))).toBeGreaterThan(0.1);
  });

  test("is not told without points", () => {
    const none = momentsOf(new Float32Array(136), new Float32Array(136));
    expect(movedBetween(before(patterned), none)).toBeNull();
    expect(carriedBetween(before(patterned), seen(aside, patterned), none)).toBeNull();
  });
});
