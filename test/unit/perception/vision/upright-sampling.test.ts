import fc from "fast-check";
import { expect, test } from "vitest";
import type { Affine } from "../../../../src/perception/vision/geometry.ts";
import type { PixelBox } from "../../../../src/perception/vision/pixel-box.ts";
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

/** What a rounded weight can do at most: eight rows, each half a 256th of 255 off where its neighbour is as far away as can be. */
const MOST_ROUNDING = (7 * 0.5 * 255) / 256 / TARGET.divisor + 0.01;

function both(where: PixelBox, colours: "rgb" | "bgr", samples: number): [Float32Array, Float32Array] {
  const map = regionMap(where, TARGET);
  const [fast, plain] = [new Float32Array(189), new Float32Array(189)];
  const axes = { x: { scale: map[0], offset: map[2] }, y: { scale: map[4], offset: map[5] } };
  sampleUpright(PICTURE, axes, { ...TARGET, planes: fast, order: colours }, samples);
  plainUpright(PICTURE, map, { ...TARGET, planes: plain, order: colours }, samples);
  return [fast, plain];
}

test("a target that is not turned gets to the last bit what the plain computation gives, wherever it lies", () => {
  fc.assert(
    fc.property(region, order, fc.integer({ min: 1, max: 2 }), (where, colours, samples) => {
      const [fast, plain] = both(where, colours, samples);
      expect(fast).toEqual(plain);
    }),
    { numRuns: 200 },
  );
});

test("with three and four samples a pixel it is off by no more than rounded weights can do", () => {
  fc.assert(
    fc.property(region, order, fc.integer({ min: 3, max: 4 }), (where, colours, samples) => {
      const [fast, plain] = both(where, colours, samples);
      for (const [i, value] of fast.entries())
        expect(Math.abs(value - (plain[i] ?? Number.NaN))).toBeLessThan(MOST_ROUNDING);
    }),
    { numRuns: 200 },
  );
});

test("an even wall keeps its brightness, however it is shrunk", () => {
  const wall = { width: 60, height: 40, data: new Uint8Array(60 * 40 * 3).fill(255) };
  fc.assert(
    fc.property(region, (where) => {
      const planes = new Float32Array(189);
      sampleAffine(wall, regionMap(where, TARGET), { ...TARGET, planes, order: "rgb" }, "edge");
      for (const value of planes) expect(value).toBeCloseTo((255 - TARGET.mean) / TARGET.divisor, 4);
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
      const samples = Math.round(Math.sqrt(a * e));
      const most = samples > 2 ? MOST_ROUNDING : 0.0005;
      for (const [i, value] of fast.entries())
        expect(Math.abs(value - (slow[i] ?? Number.NaN))).toBeLessThan(most);
    }),
    { numRuns: 200 },
  );
});
