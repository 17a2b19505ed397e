import { SystemClock, SystemScheduler } from "../../../adapters/clock/system-clock.ts";
import { probeStream, type StreamFacts } from "../../../adapters/libav/probe-stream.ts";
import { GatehouseError } from "../../../runtime/errors.ts";
import { redactSource, sourceKind } from "../../../sensors/camera-source.ts";
import type { CommandContext } from "../../command-context.ts";
import { openLiveCamera, type LiveCamera } from "../../live-camera.ts";
import { seenFor } from "../seen-for.ts";
import { cameraAdvice } from "./camera-advice.ts";
import { cameraLines } from "./camera-text.ts";
import { CameraWatch, type WatchSummary } from "./camera-watch.ts";

export interface CameraOptions {
  /** Its name in the configuration. */
  readonly camera: string;
  readonly seconds: number;
  readonly json?: boolean;
}

/** How long the stream is read by itself, to see what it is. */
const PROBE_SECONDS = 3;

/**
 * Watches a camera for some seconds and says what to change so that faces are seen well.
 *
 * @throws GatehouseError DOCTOR_CAMERA_UNFIT (refused), and as `openLiveCamera` does
 */
export async function runCameraDoctor(options: CameraOptions, context: CommandContext): Promise<void> {
  const { camera: name, seconds } = options;
  const { config } = await context.config();
  const camera = await openLiveCamera({ camera: name }, context);
  const stream = await probed(camera.source, context.signal);
  context.err.write(`Watching ${name} (${redactSource(camera.source)}) for ${seconds} s.\n`);
  const watch = await watched(camera, seconds).finally(() => camera.close());
  context.signal.throwIfAborted();
  const demand = { fps: config.cameras[name]?.detect.fps ?? 0, live: config.vision.live };
  const advice = cameraAdvice(watch, stream, demand);
  const lines =
    options.json === true
      ? [JSON.stringify({ camera: name, stream, watch, demand, advice })]
      : cameraLines({ watch, stream, demand, advice });
  for (const line of lines) context.out.write(`${line}\n`);
  const problems = advice.filter(({ severity }) => severity === "problem").length;
  if (problems === 0) return;
  throw new GatehouseError(
    "DOCTOR_CAMERA_UNFIT",
    `as it is, ${name} recognises nobody: see the ${problems === 1 ? "problem" : `${problems} problems`} above`,
    { kind: "refused" },
  );
}

/** What the stream is; null for a picture, which is none, and where only the watching can tell what is wrong. */
async function probed(source: string, signal: AbortSignal): Promise<StreamFacts | null> {
  if (sourceKind(source) === "picture") return null;
  const parts = { clock: new SystemClock(), scheduler: new SystemScheduler() };
  return probeStream(source, { ...parts, signal, seconds: PROBE_SECONDS }).catch(() => null);
}

async function watched(camera: LiveCamera, seconds: number): Promise<WatchSummary> {
  const watch = new CameraWatch();
  for await (const { frame, looks, context } of seenFor(camera, seconds)) watch.add(frame, looks, context);
  return watch.summary();
}
