import { execFile } from "node:child_process";
import { tmpdir } from "node:os";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { GATEHOUSE } from "./daemon.ts";

const run = promisify(execFile);

test("gatehouse bench measures this machine without a configuration, and says what it can do", async () => {
  const { stdout } = await run(
    process.execPath,
    [GATEHOUSE, "bench", "--json", "--providers", "webgpu,cpu"],
    {
      cwd: tmpdir(),
    },
  );
  const facts = JSON.parse(stdout) as {
    models: Record<string, { medianMs: number; p95Ms: number; cpuMs: number }>;
    frames: Record<"nobody" | "face" | "faceAndPeople", { cpuMs: number }>;
    modelRunsOfAFace: { cpuMs: number };
    providers: { task: string; provider: string; refused: { code: string }[] }[];
    voice: { realTimeFactor: number } | null;
    voiceMissing?: string;
    memoryMb: number;
    framesPerSecond: number;
    camerasAt5Fps: number;
  };
  const tasks = ["face-detection", "face-landmarks", "face-embedding", "face-liveness", "person-detection"];
  expect(Object.keys(facts.models)).toEqual(tasks);
  expect(facts.providers.map(({ task }) => task)).toEqual(tasks);
  for (const { provider, refused } of facts.providers)
    if (provider === "cpu")
      expect(refused).toMatchObject([{ code: expect.stringMatching(/^PROVIDER_/) as string }]);
  for (const { medianMs, p95Ms } of Object.values(facts.models)) {
    expect(medianMs).toBeGreaterThan(0);
    expect(p95Ms).toBeGreaterThanOrEqual(medianMs);
  }
  const { nobody, face, faceAndPeople } = facts.frames;
  expect(face.cpuMs).toBeGreaterThan(facts.modelRunsOfAFace.cpuMs);
  expect(nobody.cpuMs).toBeLessThan(face.cpuMs);
  expect(faceAndPeople.cpuMs).toBeGreaterThan(face.cpuMs);
  if (facts.voice === null) expect(facts.voiceMissing).toMatch(/not installed/);
  else expect(facts.voice.realTimeFactor).toBeGreaterThan(0);
  expect(facts.memoryMb).toBeGreaterThan(50);
  expect(facts.framesPerSecond).toBeGreaterThan(0);
  expect(facts.camerasAt5Fps).toBeGreaterThanOrEqual(0);
}, 300_000);
