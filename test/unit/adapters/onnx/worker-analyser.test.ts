import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { SystemScheduler } from "../../../../src/adapters/clock/system-clock.ts";
import { workerAnalyser } from "../../../../src/adapters/onnx/worker-analyser.ts";
import type { ProviderChoice } from "../../../../src/models/execution-provider.ts";
import type { FaceLook } from "../../../../src/perception/vision/face-look.ts";
import type { FaceAnalyser } from "../../../../src/perception/vision/ports.ts";
import { silentLogger } from "../../../../src/runtime/logger.ts";
import type { Frame } from "../../../../src/sensors/frame.ts";
import { emptyFrame } from "../../../fakes/pictures.ts";

// As the stand-in for the thread understands them.
const HANGS = emptyFrame(1, 1);
const CRASHES = emptyFrame(2, 1);
const FAILS = emptyFrame(3, 1);

let folder: string;
let log: string;
let analyser: FaceAnalyser;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "faces-"));
  log = join(folder, "starts");
  analyser = workerAnalyser({
    models: { log } as never,
    entry: new URL("../../../fakes/face-worker.fake.mjs", import.meta.url),
    scheduler: new SystemScheduler(),
    logger: silentLogger,
    timeoutMs: 300,
  });
});

afterEach(async () => {
  await analyser.close();
  await rm(folder, { recursive: true });
});

/** A frame whose answer can be told from others. */
function marked(mark: number): Frame {
  const frame = emptyFrame(10, 10);
  frame.data[0] = mark;
  return frame;
}

const scoreOf = (looks: readonly FaceLook[] | null): number | null => looks?.[0]?.score ?? null;
const starts = async (): Promise<number> => (await readFile(log, "utf8")).trim().split("\n").length;

test("one frame is in work and the latest waits; those in between give way and are counted", async () => {
  expect(scoreOf(await analyser.analyse(marked(1)))).toBe(1);
  const answers = await Promise.all([2, 3, 4, 5].map((mark) => analyser.analyse(marked(mark))));
  expect(answers.map(scoreOf)).toEqual([2, null, null, 5]);
  expect(analyser.counters).toEqual({ analysed: 3, dropped: 2, restarts: 0 });
});

test("a frame that takes too long is given up, and the thread is started again", async () => {
  await expect(analyser.analyse(HANGS)).rejects.toMatchObject({
    code: "FACE_ANALYSIS_FAILED",
    kind: "failed",
  });
  expect(scoreOf(await analyser.analyse(marked(7)))).toBe(7);
  expect(analyser.counters.restarts).toBe(1);
  expect(await starts()).toBe(2);
});

test("a thread that crashes is started again, and the frame that waited is analysed", async () => {
  await analyser.analyse(marked(1));
  const crashed = analyser.analyse(CRASHES);
  const waiting = analyser.analyse(marked(8)).catch(() => null);
  await expect(crashed).rejects.toThrow(/crashed/);
  expect(scoreOf(await waiting)).toBe(8);
  expect(analyser.counters.restarts).toBe(1);
});

test("a frame on which the models fail is reported, without a new start", async () => {
  await expect(analyser.analyse(FAILS)).rejects.toThrow(/no good/);
  expect(scoreOf(await analyser.analyse(marked(9)))).toBe(9);
  expect(analyser.counters.restarts).toBe(0);
});

test("frames that are in work or waiting when it is closed resolve to null", async () => {
  await analyser.analyse(marked(1));
  const pending = [analyser.analyse(HANGS), analyser.analyse(marked(1))];
  await analyser.close();
  expect(await Promise.all(pending)).toEqual([null, null]);
});

test("closed with a frame in work, it lets the thread finish that and end by itself", async () => {
  await analyser.analyse(marked(1));
  const pending = analyser.analyse(marked(2));
  await analyser.close();
  expect(await pending).toBeNull();
  expect(await readFile(`${log}.ends`, "utf8")).toBe("ended by itself\n");
});

test("a provider with which the models never come up is left alone after the next start, and the host says so", async () => {
  const told: (readonly ProviderChoice[])[] = [];
  const tried = workerAnalyser({
    models: { log, hangsWith: "cuda" } as never,
    providers: ["cuda"],
    onReady: (choices) => told.push(choices),
    entry: new URL("../../../fakes/face-worker.fake.mjs", import.meta.url),
    scheduler: new SystemScheduler(),
    logger: silentLogger,
    startTimeoutMs: 2000,
    timeoutMs: 300,
  });
  try {
    expect(scoreOf(await tried.analyse(marked(3)))).toBe(3);
    expect(told).toMatchObject([
      [{ provider: "cpu", refused: [{ provider: "cuda", code: "PROVIDER_UNFINISHED" }] }],
    ]);
    expect(told[0]?.[0]?.refused[0]?.why).toMatch(
      /cuda is not tried again: the models were not loaded in time/,
    );
    expect(tried.counters.restarts).toBe(1);
  } finally {
    await tried.close();
  }
});
