import { expect, test } from "vitest";
import { regionMap, sampleAffine } from "../../../../src/perception/vision/sampling.ts";

/** A picture whose red is ten times x and whose green is ten times y. */
function ramp(width: number, height: number) {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) data.set([x * 10, y * 10, 7], (y * width + x) * 3);
  }
  return { width, height, data };
}

function target(width: number, height: number) {
  return {
    ...{ width, height, planes: new Float32Array(3 * width * height) },
    ...({ order: "rgb", mean: 0, divisor: 1 } as const),
  };
}

test("a region of the same size is copied", () => {
  const out = target(3, 2);
  sampleAffine(ramp(20, 20), regionMap({ x: 4, y: 5, width: 3, height: 2 }, out), out, "edge");
  expect([...out.planes.subarray(0, 6)]).toEqual([40, 50, 60, 40, 50, 60]);
  expect([...out.planes.subarray(6, 12)]).toEqual([50, 50, 50, 60, 60, 60]);
});

test("a shrunk region is averaged over all of its pixels", () => {
  const out = target(2, 1);
  sampleAffine(ramp(20, 20), regionMap({ x: 0, y: 0, width: 8, height: 4 }, out), out, "edge");
  expect(out.planes[0]).toBeCloseTo(15, 4);
  expect(out.planes[1]).toBeCloseTo(55, 4);
  expect(out.planes[2]).toBeCloseTo(15, 4);
});

test("an enlarged region is interpolated", () => {
  const out = target(4, 1);
  sampleAffine(ramp(20, 20), regionMap({ x: 10, y: 3, width: 2, height: 0.5 }, out), out, "edge");
  expect([...out.planes.subarray(0, 4)].map(Math.round)).toEqual([98, 103, 108, 113]);
});

test("beyond the picture its edge goes on, or it is black", () => {
  const edge = target(2, 1);
  const black = target(2, 1);
  const map = regionMap({ x: -30, y: 4, width: 2, height: 1 }, edge);
  sampleAffine(ramp(20, 20), map, edge, "edge");
  sampleAffine(ramp(20, 20), map, black, "black");
  expect([edge.planes[0], edge.planes[2], edge.planes[4]]).toEqual([0, 40, 7]);
  expect([...black.planes]).toEqual([0, 0, 0, 0, 0, 0]);
});

test("a picture of a single column, or a single pixel, is spread over the target", () => {
  for (const [width, height] of [
    [1, 1],
    [1, 5],
    [2, 1],
  ] as const) {
    const out = target(4, 4);
    const region = { x: 0, y: 0, width, height };
    sampleAffine(
      { width, height, data: new Uint8Array(width * height * 3).fill(9) },
      regionMap(region, out),
      out,
      "edge",
    );
    expect(new Set(out.planes)).toEqual(new Set([9]));
  }
});
