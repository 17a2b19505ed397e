import type { Raster } from "../../src/perception/vision/geometry.ts";

/**
 * The picture with the mouth opened: lower lip and chin go down, the neck gives way, and the gap is dark. No real mouth
 * looks quite like it, but the landmark model measures what was asked for: `bench/mouth-and-sound.mjs` prints how well.
 *
 * @param landmarks the 68 points of the face in that picture, as `FaceLook` has them
 * @param opening height of the gap by the mouth's width; 0 leaves the picture as it is
 */
export function openMouth(picture: Raster, landmarks: Float32Array, opening: number): Raster;

/**
 * How far the mouth is open that says a sound (16 kHz), by the time in it, ms: the louder the further, up to `most`, with
 * the slowness of a jaw; 0 before and after it.
 */
export function openingsOf(samples: Int16Array, most: number): (ms: number) => number;
