import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { SystemScheduler } from "../../src/adapters/clock/system-clock.ts";
import { modelsDirectory } from "../../src/adapters/model-files/manifest-file.ts";
import { resolveModels } from "../../src/adapters/model-files/resolve-models.ts";
import { inProcessAnalyser } from "../../src/adapters/onnx/in-process-analyser.ts";
import { workerAnalyser } from "../../src/adapters/onnx/worker-analyser.ts";
import { readPhoto } from "../../src/adapters/stills/read-photo.ts";
import { cosine } from "../../src/perception/vision/matching.ts";
import type { FaceAnalyser } from "../../src/perception/vision/ports.ts";
import { silentLogger } from "../../src/runtime/logger.ts";
import { developmentData } from "../fakes/development-data.ts";
import { FakeAnalyser } from "../fakes/fake-analyser.ts";
import { emptyFrame } from "../fakes/pictures.ts";

const real = async (): Promise<Awaited<ReturnType<typeof resolveModels>>> => resolveModels(modelsDirectory());

const IMPLEMENTATIONS: [name: string, make: () => Promise<FaceAnalyser>][] = [
  ["fake", () => Promise.resolve(new FakeAnalyser())],
  ["in process", async () => inProcessAnalyser(await real())],
  [
    "worker thread",
    async () =>
      workerAnalyser({ models: await real(), scheduler: new SystemScheduler(), logger: silentLogger }),
  ],
];

describe.each(IMPLEMENTATIONS)("FaceAnalyser, %s", (_, make) => {
  let analyser: FaceAnalyser | null = null;
  afterEach(async () => analyser?.close());

  test("sees nobody in an empty picture, of whatever size", async () => {
    analyser = await make();
    for (const [width, height] of [
      [640, 480],
      [1280, 720],
      [100, 300],
      [1, 1],
    ] as const) {
      expect(await analyser.analyse(emptyFrame(width, height))).toEqual([]);
    }
    expect(analyser.counters).toEqual({ analysed: 4, dropped: 0, restarts: 0 });
  });

  test("answers every frame of a burst, the last one with looks", async () => {
    const busy = await make();
    analyser = busy;
    const answers = await Promise.all(Array.from({ length: 5 }, () => busy.analyse(emptyFrame())));
    expect(answers.at(-1)).toEqual([]);
    expect(answers.filter((answer) => answer === null)).toHaveLength(busy.counters.dropped);
  });

  test("can be closed twice, and has nothing to say afterwards", async () => {
    analyser = await make();
    await analyser.close();
    await analyser.close();
    expect(await analyser.analyse(emptyFrame())).toBeNull();
  });
});

const data = developmentData();

describe.skipIf(data === null)("FaceAnalyser on a photograph (needs the development data)", () => {
  test("in process and in a thread see the same face", async () => {
    const photo = await readPhoto(join(data ?? "", "faces/spoof/live/silentface_T1.jpg"));
    const frame = { ...photo, camera: "test", at: 0, t: 0, ptsMs: null };
    const before = Buffer.from(frame.data);
    const seen: (Float32Array | null)[] = [];
    for (const [, make] of IMPLEMENTATIONS.slice(1)) {
      const analyser = await make();
      const looks = (await analyser.analyse(frame)) ?? [];
      await analyser.close();
      expect(looks).toHaveLength(1);
      expect(looks[0]?.flaws).toEqual([]);
      expect(looks[0]?.live).toBeGreaterThan(0.5);
      seen.push(looks[0]?.embedding ?? null);
    }
    const [one, other] = seen;
    expect(one && other ? cosine(one, other) : 0).toBeCloseTo(1, 4);
    expect(Buffer.compare(before, frame.data)).toBe(0);
  });
});
