import { expect, test } from "vitest";
import { zonesOf } from "../../../../src/perception/vision/zones.ts";

const zones = {
  left: [
    [0, 0],
    [0.5, 0],
    [0.5, 1],
    [0, 1],
  ],
  floor: [
    [0, 0.8],
    [1, 0.8],
    [1, 1],
    [0, 1],
  ],
  corner: [
    [0.4, 0.4],
    [0.6, 0.4],
    [0.5, 0.6],
  ],
} as const;

test("a box is where the middle of its lower edge is", () => {
  expect(zonesOf([0.1, 0.1, 0.2, 0.3], zones)).toEqual(["left"]);
  expect(zonesOf([0.45, 0.2, 0.1, 0.25], zones)).toEqual(["corner"]);
  expect(zonesOf([0.7, 0.1, 0.2, 0.3], zones)).toEqual([]);
});

test("a box that reaches the lower edge of the picture stands on the floor", () => {
  expect(zonesOf([0.2, 0.5, 0.2, 0.5], zones)).toEqual(["left", "floor"]);
});
