import type { Affine, Raster } from "./geometry.ts";
import type { SampleTarget } from "./sample-target.ts";
import { sampleTurned } from "./turned-sampling.ts";
import { sampleUpright } from "./upright-sampling.ts";

/**
 * Fills the target from a picture, bilinearly, with several samples a pixel where the picture is shrunk.
 *
 * @param map from the target's pixels to the picture's
 * @param border what lies beyond the picture: its edge goes on, or black
 */
export function sampleAffine(
  raster: Raster,
  map: Affine,
  target: SampleTarget,
  border: "edge" | "black",
): void {
  const [a, b, c, d, e, f] = map;
  const samples = Math.max(1, Math.min(4, Math.round(Math.sqrt(Math.abs(a * e - b * d)))));
  // The fast way fetches four bytes at once: two pixels.
  if (border === "edge" && b === 0 && d === 0 && raster.width > 1) {
    sampleUpright(raster, { x: { scale: a, offset: c }, y: { scale: e, offset: f } }, target, samples);
  } else {
    sampleTurned(raster, map, target, { samples, border });
  }
}

/** The map that takes a target of `width` × `height` pixels to a region of the picture. */
export function regionMap(
  region: { x: number; y: number; width: number; height: number },
  target: { width: number; height: number },
): Affine {
  const sx = region.width / target.width;
  const sy = region.height / target.height;
  return [sx, 0, region.x + sx / 2 - 0.5, 0, sy, region.y + sy / 2 - 0.5];
}
