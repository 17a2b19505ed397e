import fc from "fast-check";
import { expect, test } from "vitest";
import type { Affine } from "../../../../src/perception/vision/geometry.ts";
import { sampleTurned } from "../../../../src/perception/vision/turned-sampling.ts";
import { noise } from "../../../fakes/pictures.ts";
import { plainTurned } from "../../../fakes/plain-sampling.ts";

const PICTURE = noise({ width: 60, height: 40 });
const TARGET = { width: 9, height: 7, order: "bgr", mean: 127.5, divisor: 127.5 } as const;

function turned({ angle, scale, x, y }: { angle: number; scale: number; x: number; y: number }): Affine {
  const [cos, sin] = [scale * Math.cos(angle), scale * Math.sin(angle)];
  return [cos, -sin, x, sin, cos, y];
}

/** Numbers spread evenly; those of `fc.double` are mostly next to zero or a limit. */
const evenly = (min: number, max: number) =>
  fc.integer({ min: 0, max: 1_000_000 }).map((part) => min + (part / 1_000_000) * (max - min));

test("a turned target gets to the last bit what the plain computation gives, inside the picture and at its edges", () => {
  const place = fc.record({
    angle: evenly(-0.8, 0.8),
    scale: evenly(0.3, 6),
    x: evenly(-20, 60),
    y: evenly(-20, 40),
  });
  fc.assert(
    fc.property(place, fc.integer({ min: 1, max: 4 }), (where, samples) => {
      const [fast, plain] = [new Float32Array(189), new Float32Array(189)];
      sampleTurned(PICTURE, turned(where), { ...TARGET, planes: fast }, { samples, border: "black" });
      plainTurned(PICTURE, turned(where), { ...TARGET, planes: plain }, samples);
      expect(fast).toEqual(plain);
    }),
    { numRuns: 200 },
  );
});
