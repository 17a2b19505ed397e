import type { FaceLook } from "../../perception/vision/face-look.ts";

/** One frame for the worker thread; the pixels are shared, and the host leaves them alone until the answer. */
export interface WorkerJob {
  readonly id: number;
  readonly width: number;
  readonly height: number;
  /** RGB, at least width × height × 3 bytes. */
  readonly pixels: SharedArrayBuffer;
}

/** What the worker thread says. */
export type WorkerReply =
  | { readonly type: "ready" }
  | { readonly type: "looks"; readonly id: number; readonly looks: readonly FaceLook[] }
  | { readonly type: "failed"; readonly id: number; readonly why: string };
