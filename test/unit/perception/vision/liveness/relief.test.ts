import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { momentsOf } from "../../../../../src/perception/vision/liveness/points.ts";
import { reliefBetween, type Relief } from "../../../../../src/perception/vision/liveness/relief.ts";
import { pointsOf, type Pose } from "../../../../fakes/turned-heads.ts";

const PICTURE = 0;
const HEAD = 1;

/** The relief by two poses; the second of the same thing. */
function reliefOf(depth: number, before: Pose, now: Pose): Relief | null {
  const [first, second] = [pointsOf(depth, before), pointsOf(depth, now)];
  return reliefBetween(momentsOf(first, second), first);
}

describe("a picture that is turned", () => {
  test("has no relief, whichever way it turns", () => {
    for (const pose of [{ yaw: 30 }, { pitch: -30 }, { yaw: 25, pitch: 20 }]) {
      expect(reliefOf(PICTURE, {}, pose)?.relief).toBeLessThan(0.001);
      expect(reliefOf(PICTURE, pose, {})?.relief).toBeLessThan(0.001);
    }
  });

  test("has none however large it is, and wherever within half an eye distance it went", () => {
    fc.assert(
      fc.property(
        fc.record({
          ...{ yaw: fc.integer({ min: 27, max: 60 }), pitch: fc.integer({ min: -10, max: 10 }) },
          ...{
            right: fc.integer({ min: -10, max: 10 }),
            scale: fc.double({ min: 0.5, max: 2, noNaN: true }),
          },
        }),
        (pose) => {
          expect(reliefOf(PICTURE, {}, pose)?.relief).toBeLessThan(0.001);
        },
      ),
    );
  });

  test("is told how far it was turned", () => {
    expect(reliefOf(PICTURE, {}, { yaw: 30 })?.foreshortening).toBeCloseTo(
      -Math.log(Math.cos(Math.PI / 6)),
      3,
    );
  });
});

describe("a head that is turned", () => {
  test("has its relief, the same whichever way it turns", () => {
    const relief = reliefOf(HEAD, {}, { yaw: 30 })?.relief ?? 0;
    expect(relief).toBeGreaterThan(0.1);
    expect(reliefOf(HEAD, {}, { yaw: -30 })?.relief).toBeCloseTo(relief, 1);
    expect(reliefOf(HEAD, {}, { pitch: 30 })?.relief).toBeGreaterThan(0.1);
  });

  test("is measured by its own size: twice as large in the picture is as flat or as deep", () => {
    const near = reliefOf(HEAD, { scale: 2 }, { yaw: 28, scale: 2 })?.relief ?? 0;
    expect(near).toBeCloseTo(reliefOf(HEAD, {}, { yaw: 28 })?.relief ?? 1, 4);
  });
});

describe("two looks say nothing", () => {
  test.each([
    ["without a turn", {}],
    ["with too small a turn", { yaw: 20 }],
    ["with a shift and a change of size alone", { right: 15, scale: 1.3 }],
    ["at another place of the picture, where a lens draws differently", { yaw: 35, right: 25 }],
  ])("%s", (_, pose) => {
    expect(reliefOf(PICTURE, {}, pose)).toBeNull();
  });

  test("without points", () => {
    const none = new Float32Array(136);
    const wrong = none.map(() => Number.NaN);
    const face = pointsOf(HEAD, {});
    for (const [before, now] of [
      [none, none],
      [none, face],
      [face, none],
      [wrong, face],
      [face, wrong],
    ] as const) {
      expect(reliefBetween(momentsOf(before, now), before)).toBeNull();
    }
  });
});
