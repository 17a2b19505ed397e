import fc from "fast-check";
import { expect, test } from "vitest";
import { regionMap, sampleAffine, type Affine } from "../../../../src/perception/vision/sampling.ts";

const SIZE = { width: 60, height: 40 };

function picture(seed: number) {
  let state = seed;
  const next = (): number => (state = (state * 48_271) % 2_147_483_647) & 255;
  return { ...SIZE, data: Uint8Array.from({ length: SIZE.width * SIZE.height * 3 }, next) };
}

function sampled(map: Affine, order: "rgb" | "bgr"): Float32Array {
  const planes = new Float32Array(3 * 9 * 7);
  sampleAffine(picture(7), map, { width: 9, height: 7, planes, order, mean: 127, divisor: 2 }, "edge");
  return planes;
}

test("a target that is not turned gets the samples that a turned one would get, wherever it lies", () => {
  const side = fc.double({ min: 1, max: 80, noNaN: true });
  const region = fc.record({
    x: fc.double({ min: -50, max: 70, noNaN: true }),
    y: fc.double({ min: -50, max: 50, noNaN: true }),
    width: side,
    height: side,
  });
  fc.assert(
    fc.property(region, fc.constantFrom("rgb", "bgr"), (where, order) => {
      const upright = regionMap(where, { width: 9, height: 7 });
      const [a, , c, d, e, f] = upright;
      // Turned by far less than a pixel, but turned.
      const turned: Affine = [a, 1e-12, c, d, e, f];
      const [fast, slow] = [sampled(upright, order), sampled(turned, order)];
      for (const [i, value] of fast.entries()) expect(value).toBeCloseTo(slow[i] ?? Number.NaN, 3);
    }),
    { numRuns: 200 },
  );
});
