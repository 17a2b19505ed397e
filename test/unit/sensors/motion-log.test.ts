import { beforeEach, expect, test } from "vitest";
import { MotionLog } from "../../../src/sensors/motion-log.ts";

let log: MotionLog;

beforeEach(() => {
  log = new MotionLog();
});

/** Five pictures a second, of which those between two moments show motion. */
function look(untilT: number, motion: readonly (readonly [number, number])[] = [], share = 0.1): void {
  for (let t = 0; t <= untilT; t += 200) {
    const moves = motion.some(([fromT, toT]) => t >= fromT && t <= toT);
    log.observe({ t, share: moves ? share : 0 });
  }
}

test("says when something moved, and how much of the picture at most", () => {
  look(60_000, [
    [10_000, 12_000],
    [13_000, 15_000],
    [30_000, 31_000],
  ]);
  log.observe({ t: 60_200, share: 0.4 });
  // A pause of a second is none.
  expect(log.mark(0, 60_000)).toEqual({
    motion: [
      [10, 15],
      [30, 31],
    ],
    most: 0.1,
    person: false,
  });
});

test("a change in one picture alone is no motion", () => {
  look(60_000, [
    [10_000, 10_000],
    [30_000, 30_000],
  ]);
  expect(log.mark(0, 60_000)?.motion).toEqual([]);
});

test("what moves across the border of two segments is in both, from and to it", () => {
  look(120_000, [[58_000, 63_000]]);
  expect(log.mark(0, 60_000)?.motion).toEqual([[58, 60]]);
  expect(log.mark(60_000, 120_000)?.motion).toEqual([[0, 3]]);
});

test("somebody who stands still counts too", () => {
  look(60_000);
  log.person(30_000);
  expect(log.mark(0, 60_000)).toEqual({ motion: [], most: 0, person: true });
  expect(log.mark(0, 20_000)?.person).toBe(false);
});

test("where hardly anybody looked nothing can be said", () => {
  look(20_000);
  expect(log.mark(0, 60_000)).toBeNull();
  expect(log.mark(0, 39_000)).not.toBeNull();
  expect(log.mark(100_000, 160_000)).toBeNull();
});

test("forgets what is over, and a long restless night does not make it grow", () => {
  look(20_000, [[1_000, 3_000]]);
  log.forget(10_000);
  expect(log.mark(0, 20_000)?.motion).toEqual([]);
  for (let t = 100_000; t < 100_000 + 10_000 * 5_000; t += 5_000) {
    log.observe({ t, share: 0.1 });
    log.observe({ t: t + 200, share: 0.1 });
  }
  expect(log.mark(0, 100_000 + 10_000 * 5_000)?.motion).toHaveLength(512);
});
