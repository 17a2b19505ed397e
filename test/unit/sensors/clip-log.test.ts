import { expect, test } from "vitest";
import { ClipLog } from "../../../src/sensors/clip-log.ts";
import type { RingEntry } from "../../../src/sensors/packet-ring.ts";

const START = { wishedT: 1_000, lateWhy: "why" };

function logOf(times: readonly number[], sourceOf: (t: number) => number = (t) => t): ClipLog {
  const log = new ClipLog(START);
  for (const t of times) log.observe(picture(t, sourceOf(t)));
  return log;
}

function picture(t: number, sourceT: number): RingEntry<null> {
  return { media: "video", key: false, t, sourceT, bytes: 1, packet: null };
}

/** Times from `from` to before `to`, one every `stepMs`. */
function every(stepMs: number, from: number, to: number): number[] {
  return Array.from({ length: Math.ceil((to - from) / stepMs) }, (_, i) => from + i * stepMs);
}

test("a stretch without pictures is a gap, told with its place and length", () => {
  const { gaps, gapCount, gapMs } = logOf([...every(40, 1_000, 3_000), ...every(40, 9_000, 10_000)]).truth(0);
  expect(gaps).toEqual([{ atMs: 1_960, lastsMs: 6_040 }]);
  expect({ gapCount, gapMs }).toEqual({ gapCount: 1, gapMs: 6_040 });
});

test("pictures that come unevenly, or once a second always, have no gaps", () => {
  expect(logOf([1_000, 1_040, 1_300, 1_340, 1_800, 1_840, 2_340]).truth(0).gapCount).toBe(0);
  expect(logOf(every(1_000, 1_000, 60_000)).truth(0).gapCount).toBe(0);
});

test("a camera that sends fewer pictures from now on has gaps for a few pictures only", () => {
  const { gapCount } = logOf([...every(40, 1_000, 3_000), ...every(1_000, 3_000, 60_000)]).truth(0);
  expect(gapCount).toBeGreaterThan(0);
  expect(gapCount).toBeLessThan(10);
});

test("of very many gaps the first are told and all are counted", () => {
  const times = Array.from({ length: 200 }, (_, i) => [...every(40, i * 4_000, i * 4_000 + 2_000)]).flat();
  const { gaps, gapCount } = logOf(times).truth(0);
  expect(gaps).toHaveLength(50);
  expect(gapCount).toBe(199);
});

test("how far the camera's clock goes off this machine's is told, at worst", () => {
  const fast = logOf(every(40, 1_000, 61_000), (t) => t * 1.001);
  expect(fast.truth(0).clockOffMs).toBeCloseTo(60, 0);
  const slow = logOf(every(40, 1_000, 61_000), (t) => t * 0.999);
  expect(slow.truth(0).clockOffMs).toBeCloseTo(-60, 0);
});

test("what begins in time has no excuse, what begins late has one", () => {
  expect(logOf([1_000]).truth(3)).toMatchObject({ lateMs: 0, lateWhy: null, dropped: 3 });
  expect(logOf([1_200]).truth(0)).toMatchObject({ lateMs: 200, lateWhy: "why" });
});

test("sound is no picture", () => {
  const log = logOf([1_000, 1_040]);
  log.observe({ ...picture(9_000, 9_000), media: "audio" });
  expect(log.truth(0).gapCount).toBe(0);
});
