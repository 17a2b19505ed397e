import { fileURLToPath } from "node:url";
import type { CameraSetup } from "../../src/app/protocol.ts";

/** The folder of the fetched models. */
const MODELS = fileURLToPath(new URL("../../models/fetched/", import.meta.url));
const TASKS = ["face-detection", "face-landmarks", "face-embedding", "face-liveness"] as const;

/** The paths of the face models, by task; of a folder without any if `folder` says so. */
export function faceModels(folder = MODELS): Record<string, string> {
  return Object.fromEntries(TASKS.map((task) => [task, `${folder}${task}.onnx`]));
}

/** The setup of a camera that plays a file for ever in real time. */
export function cameraSetup(source: string, more: Partial<CameraSetup> = {}): CameraSetup {
  return {
    type: "setup",
    camera: "porch",
    source,
    detectSource: null,
    fps: 5,
    loop: true,
    paced: true,
    zones: {},
    masks: [],
    encode: false,
    models: faceModels(),
    people: [],
    faces: { known: "keep", groups: {} },
    providers: ["cpu"],
    findPeople: false,
    thresholds: { recognize: 0.58, margin: 0.05, live: 0.5 },
    ringSeconds: 5,
    ringMaxBytes: 16_000_000,
    audio: false,
    continuous: null,
    timeLapse: null,
    logLevel: "error",
    ...more,
  };
}
