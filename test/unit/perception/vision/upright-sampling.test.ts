import fc from "fast-check";
import { expect, test } from "vitest";
import type { Affine } from "../../../../src/perception/vision/geometry.ts";
import { regionMap, sampleAffine } from "../../../../src/perception/vision/sampling.ts";
import { sampleUpright } from "../../../../src/perception/vision/upright-sampling.ts";
import { noise } from "../../../fakes/pictures.ts";
import { plainUpright } from "../../../fakes/plain-sampling.ts";

const PICTURE = noise({ width: 60, height: 40 });
const TARGET = { width: 9, height: 7, mean: 127, divisor: 2 } as const;

/** Numbers spread evenly; those of `fc.double` are mostly next to zero or a limit. */
const evenly = (min: number, max: number) =>
  fc.integer({ min: 0, max: 1_000_000 }).map((part) => min + (part / 1_000_000) * (max - min));

const side = evenly(1, 80);
const region = fc.record({
  x: evenly(-50, 70),
  y: evenly(-50, 50),
  width: side,
  height: side,
});
const order = fc.constantFrom("rgb" as const, "bgr" as const);

test("a target that is not turned gets to the last bit what the plain computation gives, wherever it lies", () => {
  fc.assert(
    fc.property(region, order, fc.integer({ min: 1, max: 4 }), (where, colours, samples) => {
      const map = regionMap(where, TARGET);
      const [fast, plain] = [new Float32Array(189), new Float32Array(189)];
      const axes = { x: { scale: map[0], offset: map[2] }, y: { scale: map[4], offset: map[5] } };
      sampleUpright(PICTURE, axes, { ...TARGET, planes: fast, order: colours }, samples);
      plainUpright(PICTURE, map, { ...TARGET, planes: plain, order: colours }, samples);
      expect(fast).toEqual(plain);
    }),
    { numRuns: 200 },
  );
});

function sampled(map: Affine, colours: "rgb" | "bgr"): Float32Array {
  const planes = new Float32Array(189);
  sampleAffine(PICTURE, map, { ...TARGET, planes, order: colours }, "edge");
  return planes;
}

test("it gets nearly the samples that a turned one would get", () => {
  fc.assert(
    fc.property(region, order, (where, colours) => {
      const upright = regionMap(where, TARGET);
      const [a, , c, d, e, f] = upright;
      // Turned by far less than a pixel, but turned.
      const turned: Affine = [a, 1e-12, c, d, e, f];
      const [fast, slow] = [sampled(upright, colours), sampled(turned, colours)];
      for (const [i, value] of fast.entries()) expect(value).toBeCloseTo(slow[i] ?? Number.NaN, 3);
    }),
    { numRuns: 200 },
  );
});
