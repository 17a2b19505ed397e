import { loadFaceModels } from "../../../adapters/onnx/face-models.ts";
import { loadPersonModel } from "../../../adapters/onnx/person-model.ts";
import { SileroActivity } from "../../../adapters/silero/silero-activity.ts";
import { ALIGNED_INPUT } from "../../../perception/vision/alignment.ts";
import { DETECTOR_INPUT } from "../../../perception/vision/detection.ts";
import { LANDMARK_SIDE } from "../../../perception/vision/landmarks.ts";
import { LIVENESS_INPUT } from "../../../perception/vision/liveness.ts";
import { fillPersonInput, PERSON_INPUT } from "../../../perception/vision/person-detection.ts";
import { ACTIVITY_FRAME_SAMPLES } from "../../../perception/voice/ports.ts";
import type { Clock } from "../../../runtime/clock.ts";
import { GatehouseError, messageOf } from "../../../runtime/errors.ts";

/** Runs of each model that are measured, after one that warms up. */
const RUNS = 3;
/** A common picture, for the models that take one of any size. */
const PICTURE = { width: 640, height: 480 };

/**
 * Loads every model and runs it on an empty input.
 *
 * @returns the median time of one run, ms, by task
 * @throws GatehouseError MODELS_LOAD_FAILED, VOICE_ACTIVITY_MODEL (missing), MODELS_RUN_FAILED (failed)
 */
export async function timeModels(
  paths: Readonly<Record<string, string>>,
  clock: Clock,
): Promise<Record<string, number>> {
  const path = (task: string): string => paths[task] ?? "";
  const faces = await loadFaceModels({
    "face-detection": path("face-detection"),
    "face-landmarks": path("face-landmarks"),
    "face-embedding": path("face-embedding"),
    "face-liveness": path("face-liveness"),
  });
  const person = await loadPersonModel(path("person-detection"));
  const activity = await SileroActivity.load(path("voice-activity"));
  const planes = new Float32Array(PERSON_INPUT);
  const data = new Uint8Array(PICTURE.width * PICTURE.height * 3);
  const personInput = fillPersonInput({ ...PICTURE, data }, planes);
  const runs: Readonly<Record<string, () => Promise<unknown>>> = {
    "face-detection": () => faces.detect(new Float32Array(DETECTOR_INPUT)),
    "face-landmarks": () => faces.landmarks(new Float32Array(LANDMARK_SIDE * LANDMARK_SIDE)),
    "face-embedding": () => faces.embed(new Float32Array(ALIGNED_INPUT)),
    "face-liveness": () => faces.liveness(new Float32Array(LIVENESS_INPUT)),
    "person-detection": () => person.people(planes, personInput),
    "voice-activity": () => activity.probability(new Int16Array(ACTIVITY_FRAME_SAMPLES)),
  };
  const timings: Record<string, number> = {};
  for (const [task, run] of Object.entries(runs)) timings[task] = await timed(task, run, clock);
  return timings;
}

async function timed(task: string, run: () => Promise<unknown>, clock: Clock): Promise<number> {
  try {
    await run();
    const times: number[] = [];
    for (let i = 0; i < RUNS; i += 1) {
      const begin = clock.now().t;
      await run();
      times.push(clock.now().t - begin);
    }
    return times.sort((a, b) => a - b)[Math.floor(RUNS / 2)] ?? 0;
  } catch (error) {
    throw new GatehouseError("MODELS_RUN_FAILED", `the model for ${task} does not run: ${messageOf(error)}`, {
      kind: "failed",
      cause: error,
    });
  }
}
