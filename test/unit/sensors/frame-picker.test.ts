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

test("attends until it is told to, and then goes back by itself", () => {
  const picker = new FramePicker(5);
  const times = Array.from({ length: 90 }, (_, i) => Math.round((i * 1_000) / 30));
  const taken: number[] = [];
  for (const t of times) {
    if (t === 1_000) picker.attend(15, 2_000);
    if (picker.take(t)) taken.push(t);
  }
  const between = (fromT: number, untilT: number): number =>
    taken.filter((t) => t >= fromT && t < untilT).length;
  expect(between(0, 1_000)).toBe(5);
  expect(between(1_000, 2_000)).toBeGreaterThanOrEqual(14);
  expect(between(1_000, 2_000)).toBeLessThanOrEqual(16);
  expect(between(2_000, 3_000)).toBeLessThanOrEqual(6);
});

test("attends at once, and never to less than it would see anyway", () => {
  const picker = new FramePicker(5);
  picker.take(0);
  picker.attend(10, 1_000);
  expect(picker.take(100)).toBe(true);
  picker.attend(1, 2_000);
  expect(picker.take(300)).toBe(true);
});
