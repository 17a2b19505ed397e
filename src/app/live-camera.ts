import { dirname } from "node:path";
import { SystemClock, SystemScheduler } from "../adapters/clock/system-clock.ts";
import { CameraStream } from "../adapters/libav/camera-stream.ts";
import { modelsDirectory } from "../adapters/model-files/manifest-file.ts";
import { sha256OfFile } from "../adapters/model-files/model-directory.ts";
import { resolveModels } from "../adapters/model-files/resolve-models.ts";
import { workerAnalyser } from "../adapters/onnx/worker-analyser.ts";
import type { FaceLook } from "../perception/vision/face-look.ts";
import type { FaceAnalyser } from "../perception/vision/ports.ts";
import { BoundedQueue } from "../runtime/bounded-queue.ts";
import { GatehouseError, messageOf } from "../runtime/errors.ts";
import { silentLogger } from "../runtime/logger.ts";
import { sourceKind } from "../sensors/camera-source.ts";
import type { CameraSource, FrameContext } from "../sensors/camera.ts";
import type { Frame } from "../sensors/frame.ts";
import { cameraSetup } from "./brain/sensor-setups.ts";
import type { CommandContext } from "./command-context.ts";

/** One analysed picture of a camera. */
export interface LiveLooks {
  readonly frame: Frame;
  readonly looks: readonly FaceLook[];
  readonly context: FrameContext;
}

/** A camera of the configuration, opened by a command of the command line. */
export interface LiveCamera {
  /** What is analysed; may hold a password. */
  readonly source: string;
  /** SHA-256 of the embedding model in use. */
  readonly model: string;
  /**
   * What the camera sees, from now on, until a file ends, `close` or the command's signal. Whoever is slow misses pictures,
   * never sees old ones. One reader only. Rejects with `CAMERA_UNAVAILABLE` (missing) if no picture comes at first, or
   * none any more.
   */
  readonly seen: AsyncIterable<LiveLooks>;
  /** Frees the camera and the models; safe twice. */
  close(): Promise<void>;
}

export interface LiveCameraOptions {
  /** Its name in the configuration. */
  readonly camera: string;
  /** Analysed pictures a second. */
  readonly fps?: number;
}

/** Pictures that wait for whoever reads them. */
const WAITING = 2;

/**
 * Opens a camera of the configuration: the stream that is analysed, its models in a thread of their own.
 *
 * @throws GatehouseError CAMERA_UNKNOWN (usage), MODELS_MISSING (missing)
 */
export async function openLiveCamera(
  options: LiveCameraOptions,
  command: CommandContext,
): Promise<LiveCamera> {
  const { config, path } = await command.config();
  const name = options.camera;
  if (!Object.hasOwn(config.cameras, name)) {
    const there = Object.keys(config.cameras).join(", ");
    throw new GatehouseError(
      "CAMERA_UNKNOWN",
      `there is no camera ${name} in the configuration: ${there === "" ? "it names none" : `it has ${there}`}`,
      { kind: "usage" },
    );
  }
  const directory = dirname(path);
  const models = await resolveModels(modelsDirectory(), config.models, directory);
  const setup = cameraSetup(name, { config, directory, models, people: [] });
  const source = setup.detectSource ?? setup.source;
  const [clock, scheduler] = [new SystemClock(), new SystemScheduler()];
  const stream = new CameraStream({
    ...{ camera: name, source, loop: false, paced: setup.paced, clock, scheduler },
    ...{
      analyseFps: options.fps ?? setup.fps,
      masks: setup.masks,
      packets: false,
      encode: false,
      sound: false,
    },
    // Chance spreads reconnecting cameras; a command has one.
    ...{ random: () => 0.5, logger: silentLogger },
  });
  const analyser = workerAnalyser({ models, scheduler, logger: silentLogger });
  const model = (await sha256OfFile(models["face-embedding"])) ?? "";
  const waits = sourceKind(source) === "file" && !setup.paced;
  return liveCamera({ name, source, model, stream, analyser, waits, signal: command.signal });
}

export interface LiveCameraParts {
  readonly name: string;
  readonly source: string;
  readonly model: string;
  readonly stream: CameraSource<unknown>;
  readonly analyser: FaceAnalyser;
  /** The source can wait (a file played as fast as possible): no picture is left out. */
  readonly waits: boolean;
  readonly signal: AbortSignal;
}

/** The same from parts. */
export function liveCamera(parts: LiveCameraParts): LiveCamera {
  const { model, source, stream, analyser, signal } = parts;
  let closing: Promise<void> | null = null;
  const close = (): Promise<void> =>
    (closing ??= stream.stop().then(
      () => analyser.close(),
      () => analyser.close(),
    ));
  async function* seen(): AsyncGenerator<LiveLooks> {
    const flow = new Flow(parts);
    const stop = (): void => flow.end(null);
    signal.addEventListener("abort", stop, { once: true });
    if (signal.aborted) stop();
    try {
      flow.start();
      yield* flow.read();
    } finally {
      signal.removeEventListener("abort", stop);
      await close();
    }
  }
  return { source, model, seen: seen(), close };
}

/** Carries what the camera's callbacks bring to the one who reads it. */
class Flow {
  readonly #parts: LiveCameraParts;
  readonly #queue = new BoundedQueue<LiveLooks>(WAITING);
  #ended: { readonly error: Error | null } | null = null;
  #wake: () => void = () => undefined;
  #taken: () => void = () => undefined;

  constructor(parts: LiveCameraParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#parts.stream.start({
      // Nothing is recorded, and packets were not asked for.
      packet: () => undefined,
      sound: () => undefined,
      unrecordable: () => undefined,
      frame: (frame, context) => {
        const analysed = this.#frame(frame, context);
        return this.#parts.waits ? analysed : undefined;
      },
      health: (ok, why) => {
        if (!ok) this.end(unavailable(this.#parts, why));
      },
      ended: () => this.end(null),
    });
  }

  /** Nothing more comes; what waits is still read. */
  end(error: Error | null): void {
    this.#ended ??= { error };
    this.#wake();
    this.#taken();
  }

  async *read(): AsyncGenerator<LiveLooks> {
    for (;;) {
      const next = this.#queue.shift();
      if (next !== undefined) {
        this.#taken();
        yield next;
        continue;
      }
      if (this.#ended?.error != null) throw this.#ended.error;
      if (this.#ended !== null) return;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  async #frame(frame: Frame, context: FrameContext): Promise<void> {
    try {
      const looks = await this.#parts.analyser.analyse(frame);
      if (looks === null || this.#ended !== null) return;
      this.#queue.push({ frame, looks, context });
      this.#wake();
      if (this.#parts.waits) await new Promise<void>((resolve) => (this.#taken = resolve));
    } catch (error) {
      this.end(error instanceof Error ? error : new Error(messageOf(error)));
    }
  }
}

function unavailable({ name, source }: LiveCameraParts, why: string): GatehouseError {
  const busy =
    sourceKind(source) === "device"
      ? " If Gatehouse runs, it holds the device: stop it for as long as this takes (`systemctl stop gatehouse`)."
      : "";
  return new GatehouseError("CAMERA_UNAVAILABLE", `the camera ${name} shows nothing: ${why}${busy}`, {
    kind: "missing",
  });
}
