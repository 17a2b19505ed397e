import fc from "fast-check";
import { expect, test } from "vitest";
import { cameraOfClip, clipName, clipPath } from "../../../../src/app/brain/clip-name.ts";

test("a clip is named after its camera and its time in UTC", () => {
  const clip = clipName("front_door", Date.UTC(2026, 10, 23, 18, 42, 5, 123));
  expect(clip).toBe("front_door-20261123T184205.123Z");
  expect(clipPath(clip)).toBe("clips/front_door-20261123T184205.123Z.mp4");
});

test("the camera is found again in every clip's name, dashes or not", () => {
  const camera = fc.stringMatching(/^[a-z][a-z0-9_-]{0,30}$/);
  const at = fc.date({ min: new Date(0), max: new Date("2100-01-01"), noInvalidDate: true });
  fc.assert(
    fc.property(camera, at, (name, date) => {
      expect(cameraOfClip(clipName(name, date.getTime()))).toBe(name);
    }),
  );
});

test("clips of one camera sort by their time", () => {
  const at = [0, 1, 999, 86_400_000, Date.UTC(2026, 0, 5)];
  const names = at.map((each) => clipName("porch", each));
  expect(names.toSorted()).toEqual(names);
});
