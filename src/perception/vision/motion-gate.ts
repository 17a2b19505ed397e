import type { Raster } from "./geometry.ts";

/** Cells of the grid in which brightness is compared, and pixels that are looked at in each, along each side. */
const COLUMNS = 48;
const ROWS = 27;
const SAMPLES = 4;
/** A cell has changed if it is brighter or darker than it was by this many times its usual flicker… */
const TIMES_NOISE = 5;
/** …and by at least this much of 255. */
const LEAST_CHANGE = 4;
/** Cells that have to change: one alone is an insect or a leaf, or noise. */
const LEAST_CELLS = 2;
/** How fast what is usual follows what is seen, when nothing moves and when something does. */
const USUAL = { still: 0.2, moving: 0.05 };
/** The same for the noise: what moves all day, a tree in the wind, is noise in the end. */
const NOISE = { still: 0.05, moving: 0.001 };
/** Frames in which a gate learns its camera's noise fast; all are analysed. */
const WARM_UP = 50;
/** How long analysis goes on after the last change. */
const LINGER_MS = 2000;
/** However still it is, a frame is analysed this often: whoever was missed while moving is found standing. */
const LOOK_ANYWAY_MS = 2000;

/** What a gate remembers from one frame to the next. */
export interface MotionGateState {
  /** Usual brightness of each cell; null before the first frame. */
  readonly usual: Float32Array | null;
  /** Brightness of each cell in the frame before. */
  readonly last: Float32Array | null;
  /** How much each cell usually differs from that. */
  readonly noise: Float32Array;
  /** Frames seen so far, up to the end of the warm-up. */
  readonly frames: number;
  readonly movedT: number;
  readonly analysedT: number;
}

export const unmoved: MotionGateState = {
  usual: null,
  last: null,
  noise: new Float32Array(COLUMNS * ROWS).fill(1),
  frames: 0,
  movedT: Number.NEGATIVE_INFINITY,
  analysedT: Number.NEGATIVE_INFINITY,
};

/**
 * Whether a frame is worth analysing: something in it has changed now or just before, somebody is being followed, or it has
 * been still for a while. Slow changes of the light and each cell's own flicker count as nothing. Pure.
 *
 * @param followed somebody is in view: then every frame is analysed
 * @param t when the frame was captured, ms since boot
 * @returns `share`: how much of the picture differs both from what is usual and from the frame before, from 0 to 1;
 *   0 for less than moves. What
 *   has gone from where it was leaves a difference behind for a while, and so does what has come to stay.
 */
export function passGate(
  state: MotionGateState,
  raster: Raster,
  { t, followed }: { t: number; followed: boolean },
): { state: MotionGateState; analyse: boolean; moving: boolean; share: number } {
  const seen = brightness(raster);
  const { usual } = state;
  const changed = changedCells(seen, usual, state.noise);
  const moving = usual === null || changed.length >= LEAST_CELLS;
  const movedT = moving ? t : state.movedT;
  const warm = state.frames >= WARM_UP;
  const analyse = followed || !warm || t - movedT <= LINGER_MS || t - state.analysedT >= LOOK_ANYWAY_MS;
  return {
    state: {
      ...learn(state, seen, moving && warm ? "moving" : "still"),
      last: seen,
      frames: Math.min(WARM_UP, state.frames + 1),
      movedT,
      analysedT: analyse ? t : state.analysedT,
    },
    analyse,
    moving,
    share: changed.length < LEAST_CELLS ? 0 : shareOf(changed, changedCells(seen, state.last, state.noise)),
  };
}

/** How much of the picture are cells that are among both. */
function shareOf(changed: readonly number[], others: readonly number[]): number {
  const among = new Set(others);
  const both = changed.filter((cell) => among.has(cell)).length;
  return both < LEAST_CELLS ? 0 : both / (COLUMNS * ROWS);
}

/** Mean brightness of each cell, from a few pixels of it. */
function brightness({ data, width, height }: Raster): Float32Array {
  const cells = new Float32Array(COLUMNS * ROWS);
  const xs = positions(width, COLUMNS * SAMPLES);
  const ys = positions(height, ROWS * SAMPLES);
  for (let j = 0; j < ys.length; j += 1) {
    const row = (ys[j] as number) * width;
    const first = Math.floor(j / SAMPLES) * COLUMNS;
    for (let i = 0; i < xs.length; i += 1) {
      const at = (row + (xs[i] as number)) * 3;
      const value = 2 * (data[at] as number) + 5 * (data[at + 1] as number) + (data[at + 2] as number);
      const cell = first + ((i / SAMPLES) | 0);
      cells[cell] = (cells[cell] as number) + value;
    }
  }
  const share = 1 / (8 * SAMPLES * SAMPLES);
  return cells.map((sum) => sum * share);
}

/** The middles of `parts` equal parts. */
function positions(length: number, parts: number): Int32Array {
  return Int32Array.from({ length: parts }, (_, i) => Math.floor(((i + 0.5) * length) / parts));
}

/** The cells that differ from a frame before, beyond a change that all of them share: a cloud, a camera that adapts. */
function changedCells(
  seen: Float32Array,
  before: Float32Array | null,
  noise: Float32Array,
): readonly number[] {
  if (before === null) return [];
  const differences = seen.map((value, i) => value - (before[i] as number));
  // What is painted over has no part in what they share.
  const isMasked = seen.includes(0);
  const bare = (
    isMasked ? differences.filter((_, i) => seen[i] !== 0 || before[i] !== 0) : differences
  ).toSorted();
  const shared = bare[bare.length >> 1] ?? 0;
  const changed: number[] = [];
  for (let i = 0; i < differences.length; i += 1) {
    const limit = Math.max(LEAST_CHANGE, TIMES_NOISE * (noise[i] as number));
    const isBare = seen[i] !== 0 || before[i] !== 0;
    if (isBare && Math.abs((differences[i] as number) - shared) > limit) changed.push(i);
  }
  return changed;
}

function learn(
  { usual, noise, frames }: MotionGateState,
  seen: Float32Array,
  scene: "still" | "moving",
): Pick<MotionGateState, "usual" | "noise"> {
  if (usual === null) return { usual: seen, noise };
  // The mean of the first frames, as long as that is the faster way.
  const noiseRate = frames < WARM_UP ? Math.max(NOISE.still, 1 / (frames + 1)) : NOISE[scene];
  const rate = USUAL[scene];
  const deviation = (i: number): number => Math.abs((seen[i] as number) - (usual[i] as number));
  return {
    usual: usual.map((value, i) => value + rate * ((seen[i] as number) - value)),
    noise: noise.map((value, i) => value + noiseRate * (deviation(i) - value)),
  };
}
