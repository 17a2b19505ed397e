import { expect, it } from "vitest";
import { PictureMask, type Area } from "../../../src/sensors/picture-mask.ts";

/** A white picture that was masked, `#` where it is black. */
function masked(areas: readonly Area[], width = 10, height = 5): string[] {
  const data = new Uint8Array(width * height * 3).fill(255);
  new PictureMask(areas).paint({ width, height, data });
  return Array.from({ length: height }, (_, row) =>
    Array.from({ length: width }, (__, column) => {
      const at = (row * width + column) * 3;
      const [red, green, blue] = data.subarray(at, at + 3);
      if (red !== green || green !== blue) return "?";
      return red === 0 ? "#" : ".";
    }).join(""),
  );
}

it("paints over an area, and nothing else", () => {
  const area: Area = [
    [0.2, 0.2],
    [0.5, 0.2],
    [0.5, 0.8],
    [0.2, 0.8],
  ];
  expect(masked([area])).toEqual(["..........", "..###.....", "..###.....", "..###.....", ".........."]);
  expect(masked([])).toEqual(Array.from({ length: 5 }, () => ".........."));
});

it("covers every pixel that an area touches", () => {
  const area: Area = [
    [0.21, 0.19],
    [0.41, 0.19],
    [0.41, 0.41],
    [0.21, 0.41],
  ];
  expect(masked([area])).toEqual(["..###.....", "..###.....", "..###.....", "..........", ".........."]);
});

it("knows areas that are no rectangles, several at once, and the whole picture", () => {
  const notched: Area = [
    [0, 0],
    [0.3, 0.6],
    [0.6, 0],
    [0.6, 1],
    [0, 1],
  ];
  expect(masked([notched])).toEqual(["#....#....", "##..##....", "######....", "######....", "######...."]);
  const all: Area = [
    [0, 0],
    [1, 0],
    [1, 1],
    [0, 1],
  ];
  expect(masked([all, notched]).join("")).toBe("#".repeat(50));
});

it("follows pictures of another size", () => {
  const half: Area = [
    [0.5, 0],
    [1, 0],
    [1, 1],
    [0.5, 1],
  ];
  const mask = new PictureMask([half]);
  for (const width of [4, 8]) {
    const data = new Uint8Array(width * 2 * 3).fill(255);
    mask.paint({ width, height: 2, data });
    expect(data.filter((byte) => byte === 0)).toHaveLength(data.length / 2);
    expect([data[0], data.at(-1)]).toEqual([255, 0]);
  }
});
