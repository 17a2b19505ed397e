import type { Frame } from "../../src/sensors/frame.ts";

/** A grey frame without anything on it. */
export function emptyFrame(width = 640, height = 480, t = 0): Frame {
  const data = new Uint8Array(width * height * 3).fill(127);
  return { camera: "test", width, height, data, at: t, t, ptsMs: t };
}
