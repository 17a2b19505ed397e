import { sampleAffine } from "../../perception/vision/sampling.ts";
import type { Raster } from "../../perception/vision/geometry.ts";

/** Longest side of the picture that a photo becomes: that of a common camera. */
const LONGEST_SIDE = 1280;
/** How far the picture moves, in parts of its size; how much it grows and shrinks; how much brighter and darker it gets. */
const SHIFT = 0.02;
const GROWTH = 0.03;
const BRIGHTNESS = 0.12;
/** Length of a movement, in frames, from fast to slow. */
const PERIOD = { least: 12, most: 24 };

/** How one photo moves: like somebody who stands before a camera and does not keep quite still. */
export interface Sway {
  frame(photo: Raster, index: number): Raster;
}

/**
 * The movement that belongs to a seed: the same for the same number, on every machine.
 *
 * @param seed any whole number
 */
export function swayOf(seed: number): Sway {
  const random = seededRandom(seed);
  const wave = (amplitude: number): ((index: number) => number) => {
    const period = PERIOD.least + random() * (PERIOD.most - PERIOD.least);
    const phase = random();
    return (index) => amplitude * Math.sin(2 * Math.PI * (index / period + phase));
  };
  const [right, down, growth, brightness] = [wave(SHIFT), wave(SHIFT), wave(GROWTH), wave(BRIGHTNESS)];
  return {
    frame: (photo, index) =>
      moved(photo, {
        right: right(index),
        down: down(index),
        scale: 1 + growth(index),
        gain: 1 + brightness(index),
      }),
  };
}

interface Move {
  readonly right: number;
  readonly down: number;
  readonly scale: number;
  readonly gain: number;
}

/** The photo, at most `LONGEST_SIDE` long, shifted and scaled about its middle; beyond its edge the edge goes on. */
function moved(photo: Raster, { right, down, scale, gain }: Move): Raster {
  const shrink = Math.min(1, LONGEST_SIDE / Math.max(photo.width, photo.height));
  const width = Math.max(1, Math.round(photo.width * shrink));
  const height = Math.max(1, Math.round(photo.height * shrink));
  const a = photo.width / width / scale;
  const e = photo.height / height / scale;
  const c = (photo.width - 1) / 2 - a * ((width - 1) / 2 + right * width);
  const f = (photo.height - 1) / 2 - e * ((height - 1) / 2 + down * height);
  const area = width * height;
  const planes = new Float32Array(3 * area);
  sampleAffine(
    photo,
    [a, 0, c, 0, e, f],
    { width, height, planes, order: "rgb", mean: 0, divisor: 1 / gain },
    "edge",
  );
  const data = new Uint8ClampedArray(3 * area);
  for (let i = 0; i < area; i += 1) {
    data[3 * i] = planes[i] ?? 0;
    data[3 * i + 1] = planes[area + i] ?? 0;
    data[3 * i + 2] = planes[2 * area + i] ?? 0;
  }
  return { width, height, data: new Uint8Array(data.buffer) };
}

/** Numbers of 0 to 1 that only depend on the seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A seed for one file, so that each moves in its own way whatever the order in which they are shown (FNV-1a). */
export function seedFor(name: string, seed: number): number {
  let hash = 0x811c9dc5 ^ Math.imul(seed, 0x9e3779b1);
  for (const letter of name) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193);
  return hash | 0;
}
