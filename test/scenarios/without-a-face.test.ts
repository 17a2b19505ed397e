import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { SystemClock, SystemScheduler } from "../../src/adapters/clock/system-clock.ts";
import { LibavFrameReader } from "../../src/adapters/libav/frame-reader.ts";
import { modelsDirectory } from "../../src/adapters/model-files/manifest-file.ts";
import { resolveModels } from "../../src/adapters/model-files/resolve-models.ts";
import { inProcessAnalyser } from "../../src/adapters/onnx/in-process-analyser.ts";
import { FaceWatch } from "../../src/app/camera/face-watch.ts";
import type { FromCamera } from "../../src/app/protocol.ts";
import type { VisionObservation } from "../../src/perception/vision/observation.ts";
import type { SceneAnalyser } from "../../src/perception/vision/ports.ts";
import { createVision } from "../../src/perception/vision/vision.ts";
import { silentLogger } from "../../src/runtime/logger.ts";
import { developmentData } from "../fakes/development-data.ts";

/** When the first hair of each person is in the picture: seen by eye, five frames a second. */
const ENTRIES = [6.0, 22.8, 50.2, 74.4, 92.2, 123.4];

const data = developmentData();

describe.skipIf(data === null)("people without a face (needs the development data)", () => {
  let analyser: SceneAnalyser;
  beforeAll(async () => {
    analyser = await inProcessAnalyser(await resolveModels(modelsDirectory()));
  });
  afterAll(() => analyser.close());

  /** Everything a camera says of a film, with seconds since its beginning. */
  async function watch(film: string): Promise<{ seconds: number; observation: VisionObservation }[]> {
    const clock = new SystemClock();
    const sent: FromCamera[] = [];
    const watching = new FaceWatch({
      analyser,
      vision: createVision({
        ...{ camera: "room", zones: {}, gallery: [] },
        thresholds: { recognize: 0.58, margin: 0.08, live: 0.5 },
      }),
      crop: () => Promise.resolve(new Uint8Array()),
      ...{ trackOffset: 0, clock, logger: silentLogger },
      send: (message) => sent.push(message),
      health: () => undefined,
    });
    let startT: number | null = null;
    const reader = new LibavFrameReader({ clock, scheduler: new SystemScheduler() });
    const { signal } = new AbortController();
    for await (const frame of reader.frames(`${data ?? ""}/video/${film}`, { fps: 5, signal })) {
      startT ??= frame.t;
      await watching.frame(frame, { lagMs: 0, frozen: false, fullWidth: frame.width });
    }
    await new Promise((resolve) => setImmediate(resolve));
    return sent.flatMap((message) =>
      message.type === "observation"
        ? [{ seconds: (message.observation.t - (startT ?? 0)) / 1000, observation: message.observation }]
        : [],
    );
  }

  test("each person who comes in with their back to the camera appears within a second, and leaves", async () => {
    const said = await watch("one-by-one-person-detection.mp4");
    const kinds = said.map(({ observation }) => observation.kind);
    expect(kinds).toEqual(ENTRIES.flatMap(() => ["person-appeared", "person-left"]));
    const appeared = said.filter(({ observation }) => observation.kind === "person-appeared");
    appeared.forEach(({ seconds }, i) => {
      const late = seconds - (ENTRIES[i] ?? 0);
      expect(late).toBeGreaterThanOrEqual(0);
      expect(late).toBeLessThanOrEqual(1.01);
    });
  }, 180_000);

  test("nobody appears where only things are moved", async () => {
    expect(await watch("bottle-detection.mp4")).toEqual([]);
  }, 120_000);
});
