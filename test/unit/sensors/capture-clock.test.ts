import { expect, test } from "vitest";
import { CaptureClock } from "../../../src/sensors/capture-clock.ts";

test("a picture that arrives late keeps the time of its capture, and its lag is told", () => {
  const clock = new CaptureClock();
  expect(clock.observe(0, 1_000)).toEqual({ t: 1_000, lagMs: 0 });
  const late = clock.observe(40, 1_540);
  expect(late.t).toBeCloseTo(1_040, 0);
  expect(late.lagMs).toBeCloseTo(500, 0);
});

test("the first picture of a connection may have waited: a later one that is quicker corrects the clock", () => {
  const clock = new CaptureClock();
  clock.observe(0, 2_000);
  expect(clock.observe(1_000, 2_001)).toEqual({ t: 2_001, lagMs: 0 });
  expect(clock.observe(1_040, 2_300).lagMs).toBeCloseTo(259, 0);
});

test("capture times never run backwards and never lie in the future", () => {
  const clock = new CaptureClock();
  let last = -Infinity;
  for (const [pts, arrival] of [
    [0, 100],
    [40, 900],
    [80, 901],
    [120, 230],
    [60, 950],
    [160, 1_000],
  ] as const) {
    const { t } = clock.observe(pts, arrival);
    expect(t).toBeGreaterThanOrEqual(last);
    last = t;
  }
  expect(last).toBeLessThanOrEqual(1_000);
});

test("a camera whose clock runs 50 ppm slow does not seem to lag after a day", () => {
  const clock = new CaptureClock();
  let lag = 0;
  for (let second = 0; second <= 86_400; second += 60) {
    lag = clock.observe(second * 1_000 * (1 - 50e-6), second * 1_000).lagMs;
  }
  expect(lag).toBeLessThan(10);
});
