import { expect, test } from "vitest";
import { advise, disturbance } from "../../../../src/app/bench/advice.ts";
import type { ExecutionProvider } from "../../../../src/models/execution-provider.ts";

function vision(
  cpuMs: number,
  { medianMs = cpuMs, provider = "cpu" }: { medianMs?: number; provider?: ExecutionProvider } = {},
) {
  const timing = { medianMs, p95Ms: medianMs, cpuMs };
  return {
    choices: [{ task: "face-detection", provider, refused: [] }],
    bare: timing,
    frames: { nobody: timing, face: timing, faceAndPeople: timing },
  };
}
const box = { cores: 4, memoryMb: 8000 };

test("half of the processor is for vision: four cores carry eight cameras of 50 ms a frame at five a second", () => {
  expect(advise(vision(50), box, 200)).toEqual({ framesPerSecond: 20, cameras: 8, limit: "processor" });
});

test("where memory is short it decides", () => {
  expect(advise(vision(50), { cores: 4, memoryMb: 1000 }, 200)).toMatchObject({
    cameras: 3,
    limit: "memory",
  });
  expect(advise(vision(50), { cores: 4, memoryMb: 200 }, 200)).toMatchObject({ cameras: 0, limit: "memory" });
});

test("one thread has to keep up with a camera, however many cores there are", () => {
  expect(advise(vision(201), { cores: 64, memoryMb: 64_000 }, 200)).toMatchObject({
    cameras: 0,
    limit: "speed",
  });
  expect(advise(vision(199), { cores: 64, memoryMb: 64_000 }, 200).cameras).toBeGreaterThan(0);
});

test("what other programs take from the CPU does not count, and is said", () => {
  const busy = vision(50, { medianMs: 300 });
  expect(advise(busy, box, 200)).toEqual(advise(vision(50), box, 200));
  expect(disturbance(busy)).toBe(6);
});

test("on another provider the clock counts: the processor waits for it", () => {
  const cuda = vision(5, { medianMs: 50, provider: "cuda" });
  expect(advise(cuda, box, 200)).toMatchObject({ framesPerSecond: 20, cameras: 28, limit: "memory" });
  expect(disturbance(cuda)).toBe(1);
});
