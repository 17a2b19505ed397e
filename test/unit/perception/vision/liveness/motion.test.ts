import { describe, expect, test } from "vitest";
import type { FaceLook } from "../../../../../src/perception/vision/face-look.ts";
import {
  isCarried,
  isFlat,
  medianCarried,
  medianRelief,
  unmovedFace,
  watchMotion,
  type MotionWatch,
} from "../../../../../src/perception/vision/liveness/motion.ts";
import { unwatched, watchLook } from "../../../../../src/perception/vision/liveness/watch.ts";
import { lookAt, type Pose } from "../../../../fakes/turned-heads.ts";
import { patterned, seen } from "../../../../fakes/wallpaper.ts";

const [PICTURE, HEAD] = [0, 1];

/** To and fro, as somebody tilts what they hold: ten looks a second. */
const swinging = (degrees: number, looks = 20): Pose[] =>
  Array.from({ length: looks }, (_, i) => ({ yaw: degrees * Math.sin(i / 3) }));

function watch(depth: number, poses: readonly Pose[], stepMs = 100): MotionWatch {
  return poses.reduce((state, pose, i) => watchMotion(state, lookAt(depth, pose), i * stepMs), unmovedFace);
}

describe("something that is turned to and fro", () => {
  test("is flat if it is a picture", () => {
    expect(isFlat(watch(PICTURE, swinging(35)))).toBe(true);
  });
  test("is not if it is a head", () => {
    expect(isFlat(watch(HEAD, swinging(35)))).toBe(false);
    expect(medianRelief(watch(HEAD, swinging(35)))).toBeGreaterThan(0.1);
  });
  test("is not judged if it is turned too little", () => {
    expect(isFlat(watch(PICTURE, swinging(18)))).toBe(false);
    expect(medianRelief(watch(PICTURE, swinging(18)))).toBeNull();
  });
  test("takes three looks that say something", () => {
    const poses = [{}, {}, {}, { yaw: 35 }, { yaw: 36 }, { yaw: 37 }];
    expect(isFlat(watch(PICTURE, poses.slice(0, 5)))).toBe(false);
    expect(isFlat(watch(PICTURE, poses))).toBe(true);
  });
});

test("looks of long ago are not compared with, and no more than six are kept", () => {
  expect(medianRelief(watch(PICTURE, [{}, { yaw: 35 }, { yaw: 35 }, { yaw: 35 }], 3500))).toBeNull();
  const { views, reliefs } = watch(PICTURE, swinging(35, 200), 50);
  expect(views.length).toBeLessThanOrEqual(6);
  expect(reliefs.length).toBeLessThanOrEqual(5);
});

test("looks without surroundings say nothing of what was carried", () => {
  const after = watch(PICTURE, [{}, { right: 20 }, { right: 25 }, { right: 30 }, { right: 35 }]);
  expect(medianCarried(after)).toBeNull();
  expect(isCarried(after)).toBe(false);
});

describe("something that is moved aside", () => {
  const asides = [0, 20, 25, 30, 35];
  /** @param part how far the wall goes along, 0–1 */
  const movedWith = (part: number): FaceLook[] =>
    asides.map((right) =>
      lookAt(
        HEAD,
        { right },
        { surroundings: seen({ right }, patterned, { paper: part * right, camera: 0 }) },
      ),
    );
  const vetoOf = (looks: readonly FaceLook[]) =>
    looks.reduce((state, look, i) => watchLook(state, look, { t: i * 100, threshold: 0.5 }), unwatched).veto;

  test("with what is around it is on a sheet, and the veto says so", () => {
    expect(vetoOf(movedWith(1))).toBe("carried");
  });
  test("before a wall that stays gets no veto", () => {
    expect(vetoOf(movedWith(0))).toBeNull();
  });
  test("takes three looks that say something", () => {
    expect(vetoOf(movedWith(1).slice(0, 3))).toBeNull();
    expect(vetoOf(movedWith(1).slice(0, 4))).toBe("carried");
  });
});

describe("the veto", () => {
  const now = (i: number) => ({ t: i * 100, threshold: 0.5 });
  test("of a picture that is tilted is said to be that it is flat, though the model takes it for living", () => {
    const after = swinging(35).reduce(
      (state, pose, i) => watchLook(state, lookAt(PICTURE, pose), now(i)),
      unwatched,
    );
    expect(after.veto).toBe("flat");
  });
  test("does not fall on a head", () => {
    const after = swinging(35).reduce(
      (state, pose, i) => watchLook(state, lookAt(HEAD, pose), now(i)),
      unwatched,
    );
    expect(after.veto).toBeNull();
  });
  test("rests on no look that is blurred", () => {
    const after = swinging(35).reduce(
      (state, pose, i) => watchLook(state, lookAt(PICTURE, pose, { flaws: ["blurred"] }), now(i)),
      unwatched,
    );
    expect(after.veto).toBeNull();
  });
});
