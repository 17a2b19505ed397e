import { expect, test } from "vitest";
import { StreamTiming } from "../../../src/sensors/stream-timing.ts";

test("a stream that stays seconds behind is given up, one that catches up is not", () => {
  const patient = new StreamTiming();
  patient.arrived(0, 0);
  for (let t = 4_000; t < 12_000; t += 40) patient.arrived(t - 4_000, t);
  expect(patient.lagMs).toBeGreaterThan(3_900);
  patient.arrived(12_000, 12_040);
  expect(patient.lagMs).toBeLessThan(50);

  const stuck = new StreamTiming();
  stuck.arrived(0, 0);
  expect(() => {
    for (let t = 4_000; t < 20_000; t += 40) stuck.arrived(t - 4_000, t);
  }).toThrow(expect.objectContaining({ code: "STREAM_BEHIND" }) as Error);
});

test.each([
  ["forwards", 60_000],
  ["backwards", -60_000],
])("a camera that sets its clock %s is connected anew", (_, jump) => {
  const timing = new StreamTiming();
  timing.arrived(100_000, 0);
  expect(() => timing.arrived(100_040 + jump, 40)).toThrow(
    expect.objectContaining({ code: "STREAM_JUMPED" }) as Error,
  );
});

test.each([
  ["forwards", 1_500],
  ["backwards", -1_500],
])("a leap %s of what the stream says is noticed, and is no evidence for five seconds", (_, leap) => {
  const timing = new StreamTiming();
  for (let t = 0; t < 2_000; t += 40) timing.arrived(t, t + 20);
  expect(timing.leapt(2_000)).toBe(false);
  for (let t = 2_000; t < 8_000; t += 40) timing.arrived(t + leap, t + 20);
  expect(timing.leapt(2_020)).toBe(true);
  expect(timing.leapt(7_019)).toBe(true);
  expect(timing.leapt(7_020)).toBe(false);
  expect(timing.lagMs).toBeLessThan(1);
});

test("neither a pause of the network and what it has kept back, nor a camera that drops pictures, is a leap", () => {
  const timing = new StreamTiming();
  for (let t = 0; t < 2_000; t += 40) timing.arrived(t, t + 20);
  // Nothing for three seconds, then everything at once; some of it is lost.
  for (let t = 2_000; t < 5_000; t += 40) if (t < 3_000 || t > 4_500) timing.arrived(t, 5_000 + t / 1_000);
  for (let t = 5_040; t < 6_000; t += 40) timing.arrived(t, t + 20);
  for (let t = 9_000; t < 10_000; t += 40) timing.arrived(t, t + 20);
  expect(timing.leapt(10_000)).toBe(false);
});

test("what a camera had stored before the connection comes at once, and is no leap", () => {
  const timing = new StreamTiming();
  for (let pts = 0; pts < 2_000; pts += 40) timing.arrived(pts, 100_000 + pts / 100);
  expect(timing.leapt(100_100)).toBe(false);
});
