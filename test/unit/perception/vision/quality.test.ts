import { expect, test } from "vitest";
import { alignFace, type Point } from "../../../../src/perception/vision/alignment.ts";
import type { PixelBox } from "../../../../src/perception/vision/pixel-box.ts";
import {
  headYaw,
  isPlausibleNorm,
  judgeQuality,
  sharpness,
} from "../../../../src/perception/vision/quality.ts";

const SIDE = 64;
const raster = { width: 640, height: 480, data: new Uint8Array(0) };

/** Grey values with details `period` pixels wide. */
function pattern(period: number, contrast = 1): Float32Array {
  return Float32Array.from({ length: SIDE * SIDE }, (_, i) => {
    const wave = Math.sin((i % SIDE) / period) + Math.cos(Math.floor(i / SIDE) / period);
    return 0.5 + 0.2 * contrast * wave;
  });
}

/** The five points of a face in a box, looking straight ahead. */
function pointsIn(box: PixelBox): Point[] {
  const at = (x: number, y: number): Point => [box.x + x * box.width, box.y + y * box.height];
  return [at(0.28, 0.38), at(0.72, 0.38), at(0.5, 0.58), at(0.34, 0.78), at(0.66, 0.78)];
}

function judged(box: PixelBox, changes: { points?: Point[]; grey?: Float32Array; score?: number } = {}) {
  const points = changes.points ?? pointsIn(box);
  const { grey = pattern(2), score = 0.99 } = changes;
  return judgeQuality({ raster, box, points, alignment: alignFace(points), grey, score });
}

const GOOD: PixelBox = { x: 200, y: 100, width: 80, height: 96 };

test("a clear, straight, large face has no flaw and a quality", () => {
  const { flaws, quality, yaw } = judged(GOOD);
  expect(flaws).toEqual([]);
  expect(quality).toBeGreaterThan(0.4);
  expect(quality).toBeLessThanOrEqual(1);
  expect(yaw).toBeCloseTo(0, 6);
});

test("each flaw is found", () => {
  const turned = pointsIn(GOOD).map(([x, y], i): Point => (i === 2 ? [x + 20, y] : [x, y]));
  const scrambled = pointsIn(GOOD).map(([x, y], i): Point => (i === 3 ? [x, y - 60] : [x, y]));
  expect(judged({ x: 200, y: 100, width: 40, height: 50 }).flaws).toEqual(["too-small"]);
  expect(judged({ ...GOOD, x: -4 }).flaws).toEqual(["cut-by-edge"]);
  expect(judged({ ...GOOD, y: 390 }).flaws).toEqual(["cut-by-edge"]);
  expect(judged(GOOD, { grey: pattern(12) }).flaws).toEqual(["blurred"]);
  expect(judged(GOOD, { points: turned }).flaws).toContain("turned-away");
  expect(judged(GOOD, { points: scrambled }).flaws).toContain("implausible");
  expect(judged(GOOD, { score: 0.72 }).flaws).toEqual(["implausible"]);
});

test("a face that is large enough in itself is too small where the whole picture is shrunk more", () => {
  const points = pointsIn(GOOD);
  const wide = { width: 1920, height: 1080, data: raster.data };
  const facts = {
    raster: wide,
    box: GOOD,
    points,
    alignment: alignFace(points),
    grey: pattern(2),
    score: 0.99,
  };
  expect(judgeQuality(facts).flaws).toEqual(["too-small"]);
});

test("eyes too close together are an animal's", () => {
  const narrow = pointsIn(GOOD).map(([x, y]): Point => [240 + (x - 240) * 0.6, 148 + (y - 148) * 0.6]);
  expect(judged(GOOD, { points: narrow }).flaws).toEqual(["implausible"]);
});

test("sharpness does not depend on contrast, and nothing has none", () => {
  expect(sharpness(pattern(2, 0.3))).toBeCloseTo(sharpness(pattern(2)), 3);
  expect(sharpness(pattern(2))).toBeGreaterThan(4 * sharpness(pattern(6)));
  expect(sharpness(new Float32Array(SIDE * SIDE).fill(0.4))).toBe(0);
});

test("yaw grows with the turn of the head, and points that coincide are turned away", () => {
  const right = pointsIn(GOOD).map(([x, y], i): Point => (i === 2 ? [x + 8, y] : [x, y]));
  expect(headYaw(right)).toBeCloseTo(16 / (0.44 * 80), 5);
  expect(judged(GOOD, { points: pointsIn(GOOD).map((): Point => [240, 150]) }).flaws).toContain(
    "turned-away",
  );
});

test("short embeddings, and ones that are no numbers, are implausible", () => {
  expect([3, 2, Number.NaN].map(isPlausibleNorm)).toEqual([true, false, false]);
});
