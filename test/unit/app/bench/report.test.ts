import { expect, test } from "vitest";
import { benchFacts, benchText, type BenchResult } from "../../../../src/app/bench/report.ts";

const timing = (ms: number) => ({ medianMs: ms, p95Ms: 2 * ms, cpuMs: ms });

const RESULT: BenchResult = {
  machine: { processor: "Cortex-A76", architecture: "linux arm64", cores: 4, memoryMb: 8192 },
  vision: {
    choices: [{ task: "face-detection", provider: "cpu", refused: [] }],
    models: { "face-detection": timing(3) },
    bare: timing(20),
    frames: { nobody: timing(4), face: timing(25), faceAndPeople: timing(50) },
  },
  voice: { realTimeFactor: 0.05, seconds: 15, commands: 2 },
  voiceMissing: null,
  memoryMb: 205,
  advice: { framesPerSecond: 20, cameras: 8, limit: "processor" },
};

test("people read what each step takes, and what the machine can do", () => {
  expect(benchText(RESULT)).toMatchInlineSnapshot(`
    "Cortex-A76, 4 cores, 8.0 GB, linux arm64

    one run of a model                     median        p95  processor
      face-detection                       3.0 ms     6.0 ms     3.0 ms  on cpu
    one frame of 1280x720
      nobody is there                      4.0 ms     8.0 ms     4.0 ms
      one face                            25.0 ms    50.0 ms    25.0 ms  1.25 times the model runs in it
      one face, and a look for people     50.0 ms   100.0 ms    50.0 ms

    voice: 5.0 % of a core while somebody speaks (measured on 15 s)
    memory: 205 MB with the vision models at work

    One camera could be analysed at 20 pictures a second.
    This machine can analyse 8 cameras at 5 pictures a second with somebody before each all the time;
    half of the processor is then left for decoding, recording and everything else.
    "
  `);
});

test("what is missing, what was refused and what disturbed is said", () => {
  const refused = [
    { provider: "cuda", code: "PROVIDER_UNAVAILABLE", why: "cuda cannot be loaded: no driver" },
  ] as const;
  const text = benchText({
    ...RESULT,
    vision: {
      ...RESULT.vision,
      choices: [{ task: "face-detection", provider: "cpu", refused }],
      bare: { medianMs: 80, p95Ms: 100, cpuMs: 20 },
    },
    voice: null,
    voiceMissing: "flite is not installed: apt-get install flite",
  });
  expect(text).toContain("\nthe vision models run on cpu; cuda cannot be loaded: no driver.\n");
  expect(text).toContain("\nvoice: not measured: flite is not installed: apt-get install flite\n");
  expect(text).toContain("by the clock the models took 4.0 times their processor time");
});

test("a machine that is too slow or too small is told what to do", () => {
  const advice = (framesPerSecond: number, limit: "speed" | "memory") =>
    benchText({ ...RESULT, advice: { framesPerSecond, cameras: 0, limit } });
  expect(advice(3.7, "speed")).toContain("set `detect.fps` to 3");
  expect(advice(1.2, "speed")).toContain("this machine is too slow");
  expect(advice(20, "memory")).toContain("not enough memory");
});

test("programs get every number, and null for what could not be measured", () => {
  const facts: unknown = JSON.parse(
    JSON.stringify(benchFacts({ ...RESULT, voice: null, voiceMissing: "no flite" })),
  );
  expect(facts).toMatchObject({
    machine: { cores: 4 },
    models: { "face-detection": { medianMs: 3, p95Ms: 6, cpuMs: 3 } },
    frames: { face: { medianMs: 25 }, faceAndPeople: { medianMs: 50 } },
    voice: null,
    voiceMissing: "no flite",
    memoryMb: 205,
    framesPerSecond: 20,
    camerasAt5Fps: 8,
    disturbance: 1,
  });
});
