import { expect, it } from "vitest";
import { PictureMask, beforeTurning, type Area } from "../../../src/sensors/picture-mask.ts";
import { rotatePicture, type QuarterTurns } from "../../../src/sensors/rotate-picture.ts";

const CORNER: Area = [
  [0, 0],
  [0.5, 0],
  [0.5, 0.25],
  [0, 0.25],
];

it.each([0, 1, 2, 3] as QuarterTurns[])(
  "an area painted into a picture before it is turned by %s quarters is where it was wished in the upright one",
  (turns) => {
    const upright = { width: 8, height: 12 };
    const [width, height] = turns % 2 === 0 ? [8, 12] : [12, 8];
    const lying = { width, height, data: new Uint8Array(width * height * 3).fill(255) };
    new PictureMask(beforeTurning([CORNER], turns)).paint(lying);
    const expected = { ...upright, data: new Uint8Array(8 * 12 * 3).fill(255) };
    new PictureMask([CORNER]).paint(expected);
    expect(rotatePicture(lying, turns)).toEqual(expected);
  },
);
