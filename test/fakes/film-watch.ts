import { SystemClock, SystemScheduler } from "../../src/adapters/clock/system-clock.ts";
import { LibavFrameReader } from "../../src/adapters/libav/frame-reader.ts";
import { FaceWatch } from "../../src/app/camera/face-watch.ts";
import type { FromCamera } from "../../src/app/protocol.ts";
import type { VisionObservation } from "../../src/perception/vision/observation.ts";
import type { SceneAnalyser } from "../../src/perception/vision/ports.ts";
import { createVision } from "../../src/perception/vision/vision.ts";
import { silentLogger } from "../../src/runtime/logger.ts";
import type { Frame } from "../../src/sensors/frame.ts";

/** What a camera said, in seconds since the film's beginning. */
export interface Said {
  readonly seconds: number;
  readonly observation: VisionObservation;
}

/** Everything a camera without anybody enrolled says of a film, five frames a second, as it would of a house's door. */
export function watchFilm(film: string, analyser: SceneAnalyser): Promise<Said[]> {
  const reader = new LibavFrameReader({ clock: new SystemClock(), scheduler: new SystemScheduler() });
  const { signal } = new AbortController();
  return watchFrames(reader.frames(film, { fps: 5, signal }), analyser);
}

/** The same of frames from anywhere. */
export async function watchFrames(
  frames: AsyncIterable<Frame> | Iterable<Frame>,
  analyser: SceneAnalyser,
): Promise<Said[]> {
  const sent: FromCamera[] = [];
  const watching = new FaceWatch({
    analyser,
    vision: createVision({
      ...{ camera: "room", zones: {}, gallery: [] },
      thresholds: { recognize: 0.58, margin: 0.08, live: 0.5 },
    }),
    pictures: { of: () => [], dropped: 0 },
    ...{ trackOffset: 0, clock: new SystemClock(), scheduler: new SystemScheduler(), logger: silentLogger },
    send: (message) => sent.push(message),
    health: () => undefined,
  });
  let startT: number | null = null;
  for await (const frame of frames) {
    startT ??= frame.t;
    await watching.frame(frame, {
      lagMs: 0,
      frozen: false,
      covered: false,
      leapt: false,
      fullWidth: frame.width,
    });
  }
  await new Promise((resolve) => setImmediate(resolve));
  return sent.flatMap((message) =>
    message.type === "observation"
      ? [{ seconds: (message.observation.t - (startT ?? 0)) / 1000, observation: message.observation }]
      : [],
  );
}
