import type { Raster } from "../../perception/vision/geometry.ts";
import { moved } from "./moved.ts";

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
        turn: 0,
        gain: 1 + brightness(index),
      }),
  };
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
