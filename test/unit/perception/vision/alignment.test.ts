import fc from "fast-check";
import { expect, test } from "vitest";
import {
  ALIGNED_INPUT,
  ALIGNED_SIDE,
  alignFace,
  fillAlignedInput,
  type Point,
} from "../../../../src/perception/vision/alignment.ts";

const REFERENCE: readonly Point[] = [
  [38.2946, 51.6963],
  [73.5318, 51.5014],
  [56.0252, 71.7366],
  [41.5493, 92.3655],
  [70.7299, 92.2041],
];

test("points that are in place need no move", () => {
  const alignment = alignFace(REFERENCE);
  expect(alignment?.residual).toBeCloseTo(0, 6);
  [1, 0, 0, 0, 1, 0].forEach((value, i) => expect(alignment?.map[i]).toBeCloseTo(value, 6));
});

test("a turned, scaled and shifted face is found back exactly", () => {
  fc.assert(
    fc.property(
      fc.double({ min: -3, max: 3, noNaN: true }),
      fc.double({ min: 0.2, max: 8, noNaN: true }),
      fc.double({ min: -500, max: 500, noNaN: true }),
      (angle, scale, shift) => {
        const a = scale * Math.cos(angle);
        const b = scale * Math.sin(angle);
        const moved = REFERENCE.map(([x, y]): Point => [a * x - b * y + shift, b * x + a * y - shift]);
        const alignment = alignFace(moved);
        expect(alignment?.residual).toBeLessThan(1e-6);
        const [p, q, r, s, t, u] = alignment?.map ?? [0, 0, 0, 0, 0, 0];
        // The map leads from the aligned picture to the frame: it must repeat the move.
        expect(p * 56 + q * 72 + r).toBeCloseTo(a * 56 - b * 72 + shift, 5);
        expect(s * 56 + t * 72 + u).toBeCloseTo(b * 56 + a * 72 - shift, 5);
      },
    ),
  );
});

test("a squeezed face leaves a residual, a mirrored one a large one", () => {
  const squeezed = alignFace(REFERENCE.map(([x, y]): Point => [x * 0.6, y]));
  const mirrored = alignFace(REFERENCE.map(([x, y]): Point => [112 - x, y]));
  expect(squeezed?.residual).toBeGreaterThan(3);
  expect(mirrored?.residual).toBeGreaterThan(10);
});

test("points that coincide, or are no numbers, have no alignment", () => {
  expect(alignFace(REFERENCE.map((): Point => [5, 5]))).toBeNull();
  expect(alignFace(REFERENCE.map((): Point => [Number.NaN, 5]))).toBeNull();
});

test("the aligned picture is blue, green, red, and black beyond the frame", () => {
  const data = new Uint8Array(200 * 200 * 3);
  for (let i = 0; i < data.length; i += 3) data.set([255, 0, 127.5], i);
  const input = new Float32Array(ALIGNED_INPUT);
  const alignment = alignFace(REFERENCE.map(([x, y]): Point => [x + 150, y]));
  expect(alignment).not.toBeNull();
  if (alignment === null) return;
  fillAlignedInput({ width: 200, height: 200, data }, alignment, input);
  const area = ALIGNED_SIDE * ALIGNED_SIDE;
  const inside = 50 * ALIGNED_SIDE + 10;
  expect(input[inside]).toBeCloseTo(0, 1);
  expect(input[area + inside]).toBe(-1);
  expect(input[2 * area + inside]).toBe(1);
  expect(input[2 * area + 50 * ALIGNED_SIDE + 100]).toBe(-1);
});
