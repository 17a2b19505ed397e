import type { PixelBox } from "./pixel-box.ts";
import { overlap } from "./geometry.ts";

/** Two boxes this close may belong to the same face. */
const LEAST_OVERLAP = 0.2;
/** Or, for a face that moves fast: centres nearer than this part of the box's size. */
const MOST_DISTANCE = 0.6;
const MOST_GROWTH = 1.8;

/** A track as it is associated: where it was seen last, and where it is expected. */
export interface Expected {
  readonly id: number;
  readonly box: PixelBox;
  readonly predicted: PixelBox;
}

/** A box of the new frame. */
export interface Scored {
  readonly box: PixelBox;
  /** Of the first stage: a detection that is sure, and may begin a track. */
  readonly sure: boolean;
}

/** A track and a box that could be the same. */
export interface Pair {
  readonly known: number;
  readonly box: number;
  readonly sure: boolean;
  /** How near the box is to where the track is expected or was; above 0. */
  readonly nearness: number;
  /** Near only to where the track was expected, not to where it was seen: a guess, on which no identity may rest. */
  readonly guessed: boolean;
}

/** Every pair of track and box that could be the same. */
export function candidatePairs(tracks: readonly Expected[], boxes: readonly Scored[]): Pair[] {
  const pairs: Pair[] = [];
  for (const { id, box: last, predicted } of tracks) {
    boxes.forEach(({ box, sure }, index) => {
      const seen = nearnessOf(last, box);
      const nearness = Math.max(seen, nearnessOf(predicted, box));
      if (nearness > 0) pairs.push({ known: id, box: index, sure, nearness, guessed: seen === 0 });
    });
  }
  return pairs;
}

/**
 * Which box belongs to which track, in the two stages of ByteTrack (Zhang et al. 2022): the sure detections first, then the
 * unsure ones to the tracks that are left. In each stage nearest first; where that and the best sum of all (the Hungarian
 * method) differ, some pair has a rival, and `contested` names it.
 */
export function associate(pairs: readonly Pair[]): Pair[] {
  const chosen: Pair[] = [];
  const [tracks, boxes] = [new Set<number>(), new Set<number>()];
  const order = pairs.toSorted((a, b) => Number(b.sure) - Number(a.sure) || b.nearness - a.nearness);
  for (const pair of order) {
    if (tracks.has(pair.known) || boxes.has(pair.box)) continue;
    tracks.add(pair.known);
    boxes.add(pair.box);
    chosen.push(pair);
  }
  return chosen;
}

/** Tracks of which one box could be either, or which had two boxes to choose from; and those found by a guess. */
export function contested(pairs: readonly Pair[], chosen: readonly Pair[]): Set<number> {
  const result = new Set(chosen.filter(({ guessed }) => guessed).map(({ known }) => known));
  for (const pair of pairs) {
    const rivals = pairs.filter(
      (other) => other !== pair && (other.box === pair.box || other.known === pair.known),
    );
    if (rivals.length === 0) continue;
    result.add(pair.known);
    for (const rival of rivals) result.add(rival.known);
  }
  return result;
}

/** 0 for boxes that cannot be the same face; above 1 for ones that overlap well, up to 2. */
function nearnessOf(a: PixelBox, b: PixelBox): number {
  const shared = overlap(a, b);
  if (shared >= LEAST_OVERLAP) return 1 + shared;
  const growth = Math.max(a.width / b.width, b.width / a.width);
  if (growth > MOST_GROWTH) return 0;
  const size = (a.width + a.height + b.width + b.height) / 4;
  const distance = Math.hypot(a.x + a.width / 2 - b.x - b.width / 2, a.y + a.height / 2 - b.y - b.height / 2);
  return Math.max(0, 1 - distance / (size * MOST_DISTANCE));
}
