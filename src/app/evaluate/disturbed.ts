import type { Raster } from "../../perception/vision/geometry.ts";
import { moved } from "./moved.ts";
import { seededRandom } from "./sway.ts";

/** How far a photo is shifted, in parts of its size. */
const SHIFT = 0.04;
/** How much smaller and larger it gets. */
const SCALE = { least: 0.85, most: 1.15 };
/** How far it is turned in the plane, radians: a head that leans. */
const TURN = (12 * Math.PI) / 180;
/** How dark and how bright it gets. */
const GAIN = { least: 0.6, most: 1.4 };
/** The most that it is blurred: standard deviation, in parts of its longest side, about 1.5 % of a face of LFW. */
const BLUR = 0.006;
/** The most noise that is added: standard deviation, grey levels. */
const NOISE = 10;
/** Noise is drawn from so many values that are computed once. */
const DRAWN = 8192;

/**
 * Looks at a photo as a poor camera in changing light might take them: each one shifted, scaled, turned, darker or brighter,
 * blurred and noisy by chance. The first is the photo as it is. The same for the same seed.
 *
 * @param seed any whole number
 */
export function disturbedLooks(photo: Raster, count: number, seed: number): Raster[] {
  const random = seededRandom(seed);
  const between = (least: number, most: number): number => least + random() * (most - least);
  const still = { right: 0, down: 0, scale: 1, turn: 0, gain: 1 };
  return Array.from({ length: count }, (_, index) => {
    if (index === 0) return moved(photo, still);
    const raster = moved(photo, {
      right: between(-SHIFT, SHIFT),
      down: between(-SHIFT, SHIFT),
      scale: between(SCALE.least, SCALE.most),
      turn: between(-TURN, TURN),
      gain: between(GAIN.least, GAIN.most),
    });
    const sigma = between(0, BLUR) * Math.max(raster.width, raster.height);
    return noisy(blurred(raster, sigma), between(0, NOISE), random);
  });
}

/**
 * Gaussian blur; beyond the edge the edge goes on.
 *
 * @param sigma standard deviation in pixels
 */
export function blurred({ width, height, data }: Raster, sigma: number): Raster {
  const kernel = gaussian(sigma);
  const values = new Float32Array(data);
  for (let channel = 0; channel < 3; channel += 1) {
    for (let row = 0; row < height; row += 1)
      smooth(values, kernel, { first: row * width * 3 + channel, step: 3, length: width });
    for (let column = 0; column < width; column += 1)
      smooth(values, kernel, { first: column * 3 + channel, step: 3 * width, length: height });
  }
  // Rounds to the nearest.
  return { width, height, data: new Uint8Array(new Uint8ClampedArray(values).buffer) };
}

/** Weights that sum to 1, out to two and a half standard deviations. */
function gaussian(sigma: number): Float32Array {
  const radius = Math.ceil(2.5 * sigma);
  const weights = Float32Array.from({ length: 2 * radius + 1 }, (_, i) =>
    radius === 0 ? 1 : Math.exp(-((i - radius) ** 2) / (2 * sigma ** 2)),
  );
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

/** A row or a column of one channel. */
interface Line {
  readonly first: number;
  readonly step: number;
  readonly length: number;
}

function smooth(values: Float32Array, kernel: Float32Array, { first, step, length }: Line): void {
  const radius = (kernel.length - 1) / 2;
  const line = new Float32Array(length + 2 * radius);
  for (let i = 0; i < line.length; i += 1) {
    const at = Math.min(length - 1, Math.max(0, i - radius));
    line[i] = values[first + at * step] as number;
  }
  for (let i = 0; i < length; i += 1) {
    let sum = 0;
    for (let k = 0; k < kernel.length; k += 1) sum += (kernel[k] as number) * (line[i + k] as number);
    values[first + i * step] = sum;
  }
}

/**
 * Adds normally distributed noise to every value.
 *
 * @param sigma standard deviation, grey levels
 */
export function noisy({ width, height, data }: Raster, sigma: number, random: () => number): Raster {
  const noise = Float32Array.from({ length: DRAWN }, () => sigma * normal(random));
  const changed = new Uint8ClampedArray(data.length);
  for (let i = 0; i < data.length; i += 1) {
    changed[i] = (data[i] as number) + (noise[Math.floor(random() * DRAWN)] as number);
  }
  return { width, height, data: new Uint8Array(changed.buffer) };
}

/** A normally distributed number (Box and Muller). */
function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
