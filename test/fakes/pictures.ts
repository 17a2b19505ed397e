import type { Raster } from "../../src/perception/vision/geometry.ts";
import type { Frame } from "../../src/sensors/frame.ts";

/** A grey frame without anything on it. */
export function emptyFrame(width = 640, height = 480, t = 0): Frame {
  const data = new Uint8Array(width * height * 3).fill(127);
  return { camera: "test", width, height, data, at: t, t, ptsMs: t };
}

/** A picture of noise, the same each time. */
export function noise({ width, height }: { width: number; height: number }): Raster {
  let state = 7;
  const next = (): number => (state = (state * 48_271) % 2_147_483_647) & 255;
  return { width, height, data: Uint8Array.from({ length: width * height * 3 }, next) };
}
