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
