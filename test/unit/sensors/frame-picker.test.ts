import { expect, test } from "vitest";
import { FramePicker } from "../../../src/sensors/frame-picker.ts";

function picked(fps: number, streamFps: number, seconds: number): number {
  const picker = new FramePicker(fps);
  let count = 0;
  for (let i = 0; i < streamFps * seconds; i += 1) if (picker.take((i * 1_000) / streamFps)) count += 1;
  return count;
}

test.each([
  [5, 25, 50],
  [5, 30, 50],
  [5, 12, 50],
  [10, 15, 100],
  [7, 25, 70],
])("%d pictures a second out of %d", (fps, streamFps, expected) => {
  expect(Math.abs(picked(fps, streamFps, 10) - expected)).toBeLessThanOrEqual(1);
});

test("a stream that is slower than wished is taken whole", () => {
  expect(picked(10, 4, 10)).toBe(40);
});

test("after a pause it goes on at its rate and makes up for nothing", () => {
  const picker = new FramePicker(5);
  picker.take(0);
  expect([10_000, 10_040, 10_080, 10_120, 10_160, 10_200].filter((t) => picker.take(t))).toEqual([
    10_000, 10_200,
  ]);
});
