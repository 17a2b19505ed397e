import { expect, test } from "vitest";
import { firstProbability, livenessRegion } from "../../../../src/perception/vision/liveness.ts";

const raster = { width: 640, height: 480, data: new Uint8Array(0) };

test("the region is 2.7 times the face's height around its middle", () => {
  const region = livenessRegion({ x: 280, y: 190, width: 80, height: 100 }, raster);
  expect(region).toEqual({ x: 185, y: 105, width: 270, height: 270 });
});

test("it is shifted into the picture", () => {
  expect(livenessRegion({ x: 0, y: 10, width: 80, height: 100 }, raster)).toMatchObject({
    x: 0,
    y: 0,
    width: 270,
  });
  expect(livenessRegion({ x: 600, y: 400, width: 30, height: 60 }, raster)).toEqual({
    ...{ x: 640 - 1 - 162, y: 480 - 1 - 162 },
    ...{ width: 162, height: 162 },
  });
});

test("it is shrunk for a large face, and a face that fills the picture is not checked", () => {
  expect(livenessRegion({ x: 200, y: 100, width: 200, height: 250 }, raster)?.width).toBe(479);
  expect(livenessRegion({ x: 100, y: 20, width: 350, height: 440 }, raster)).toBeNull();
});

test("probabilities of logits", () => {
  expect(firstProbability(Float32Array.from([1, 1]))).toBeCloseTo(0.5, 6);
  expect(firstProbability(Float32Array.from([500, 0, 0]))).toBeCloseTo(1, 6);
  expect(firstProbability(Float32Array.from([-500, 0, 0]))).toBeCloseTo(0, 6);
});
