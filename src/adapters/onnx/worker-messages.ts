import type { ExecutionProvider, ProviderChoice } from "../../models/execution-provider.ts";
import type { Scene } from "../../perception/vision/ports.ts";
import type { FaceModelPaths } from "./face-models.ts";

/** Paths of the models' files; without the last one nobody is found but by the face. */
export interface SceneModelPaths extends FaceModelPaths {
  readonly "person-detection"?: string;
}

/** What the thread is started with. */
export interface WorkerStart {
  readonly models: SceneModelPaths;
  readonly providers: readonly ExecutionProvider[];
}

/** One frame for the worker thread; the pixels are shared, and the host leaves them alone until the answer. */
export interface WorkerJob {
  readonly id: number;
  readonly width: number;
  readonly height: number;
  /** RGB, at least width × height × 3 bytes. */
  readonly pixels: SharedArrayBuffer;
  /** Whether people are to be looked for, not only faces. */
  readonly people: boolean;
}

/** What the worker thread is told; at `end` it finishes the frame in work and ends by itself. */
export type WorkerRequest = WorkerJob | "end";

/** What the worker thread says. */
export type WorkerReply =
  | { readonly type: "ready"; readonly choices: readonly ProviderChoice[] }
  | { readonly type: "scene"; readonly id: number; readonly scene: Scene }
  | { readonly type: "failed"; readonly id: number; readonly why: string };
