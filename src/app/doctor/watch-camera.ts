import { isAbsolute, resolve } from "node:path";
import { SystemClock, SystemScheduler } from "../../adapters/clock/system-clock.ts";
import { CameraStream } from "../../adapters/libav/camera-stream.ts";
import { createLogger } from "../../adapters/logging/pino-logger.ts";
import { GatehouseError } from "../../runtime/errors.ts";
import type { Frame } from "../../sensors/frame.ts";
import type { GatehouseConfig } from "../../config/schema/gatehouse.ts";
import type { Shown } from "../evaluate/show.ts";
import type { FaceFileParts } from "../face-files.ts";
import { isFileSource } from "../source-kind.ts";

interface WatchOptions {
  readonly camera: GatehouseConfig["cameras"][string];
  /** Relative sources are relative to it. */
  readonly directory: string;
  readonly seconds: number;
  readonly signal: AbortSignal;
}

/** How long a camera may take until its first picture. */
const OPEN_MS = 15_000;

/**
 * What a camera shows for some seconds from its first picture on, analysed; pictures that come while one is analysed give way to the latest.
 *
 * @throws GatehouseError CAMERA_SILENT (missing)
 */
export async function* watchCamera(
  { camera, directory, seconds, signal }: WatchOptions,
  { analyser }: Pick<FaceFileParts, "analyser">,
): AsyncGenerator<Shown> {
  const clock = new SystemClock();
  const scheduler = new SystemScheduler();
  const source = camera.detect.source ?? camera.source;
  const located = isFileSource(source) && !isAbsolute(source) ? resolve(directory, source) : source;
  const stream = new CameraStream({
    ...{ camera: "doctor", source: located, analyseFps: camera.detect.fps, packets: false, sound: false },
    ...{ loop: true, paced: true, clock, scheduler, random: () => 0.5 },
    logger: createLogger({ level: "error" }),
  });
  let latest: Frame | null = null;
  let why = "no picture came";
  let wake: () => void = () => undefined;
  stream.start({
    packet: ({ packet }) => packet.native.free(),
    frame: (frame) => {
      latest = frame;
      wake();
    },
    sound: () => undefined,
    unrecordable: () => undefined,
    health: (ok, said) => {
      if (!ok) why = said;
    },
    ended: () => undefined,
  });
  const startT = clock.now().t;
  let firstT: number | null = null;
  try {
    while (
      !signal.aborted &&
      clock.now().t - (firstT ?? startT) < (firstT === null ? OPEN_MS : seconds * 1000)
    ) {
      const frame = latest as Frame | null;
      latest = null;
      if (frame === null) {
        await new Promise<void>((done) => {
          wake = done;
          scheduler.after(200, done);
        });
        continue;
      }
      firstT ??= clock.now().t;
      const looks = (await analyser.analyse(frame)) ?? [];
      yield { t: frame.t, width: frame.width, height: frame.height, looks };
    }
  } finally {
    await stream.stop();
  }
  if (firstT === null)
    throw new GatehouseError("CAMERA_SILENT", `the camera shows nothing: ${why}`, { kind: "missing" });
}
