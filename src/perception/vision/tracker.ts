import type { PixelBox } from "./face-look.ts";
import { overlap } from "./geometry.ts";

/** Tracks that are followed at once; a detection beyond it starts none. */
const MAX_TRACKS = 64;
/** A track that was not seen for so long is over. */
const TRACK_ENDS_AFTER_MS = 2000;
/** Two boxes this close may belong to the same face. */
const LEAST_OVERLAP = 0.2;
/** Or, for a face that moves fast: centres nearer than this part of the box's size. */
const MOST_DISTANCE = 0.6;
const MOST_GROWTH = 1.8;

/** One face that is followed from frame to frame. */
export interface Track {
  readonly id: number;
  readonly box: PixelBox;
  readonly firstT: number;
  /** When it was seen last. */
  readonly lastT: number;
  /** In how many frames it was found. */
  readonly detections: number;
}

export interface TrackerState {
  readonly tracks: readonly Track[];
  readonly nextId: number;
}

export const emptyTracker: TrackerState = { tracks: [], nextId: 1 };

/** What one frame did to the tracks. */
export interface TrackerStep {
  readonly state: TrackerState;
  /** For each box of the frame, in order, the number of its track; null if there are too many. */
  readonly assigned: readonly (number | null)[];
  /** Tracks that may have changed places with another one in this frame: what was known of them no longer holds. */
  readonly ambiguous: ReadonlySet<number>;
  /** Tracks that are over, with their last state. */
  readonly ended: readonly Track[];
}

/**
 * Follows faces by position: pairs of a known track and a new box are taken greedily, nearest first. Pure.
 *
 * @param boxes the faces of the frame, in pixels
 * @param t when the frame was captured, ms since boot
 */
export function track(state: TrackerState, boxes: readonly PixelBox[], t: number): TrackerStep {
  const ended = state.tracks.filter((known) => t - known.lastT > TRACK_ENDS_AFTER_MS);
  const alive = state.tracks.filter((known) => !ended.includes(known));
  const pairs = candidatePairs(alive, boxes);
  const taken = new Map<number, number>();
  const used = new Set<number>();
  for (const { known, box } of pairs) {
    if (taken.has(box) || used.has(known)) continue;
    taken.set(box, known);
    used.add(known);
  }
  let { nextId } = state;
  const tracks = new Map(alive.map((known) => [known.id, known]));
  const assigned = boxes.map((box, i) => {
    const known = tracks.get(taken.get(i) ?? Number.NaN);
    if (known !== undefined) {
      tracks.set(known.id, { ...known, box, lastT: t, detections: known.detections + 1 });
      return known.id;
    }
    if (tracks.size >= MAX_TRACKS) return null;
    const id = nextId;
    nextId += 1;
    tracks.set(id, { id, box, firstT: t, lastT: t, detections: 1 });
    return id;
  });
  return { state: { tracks: [...tracks.values()], nextId }, assigned, ambiguous: contested(pairs), ended };
}

interface Pair {
  readonly known: number;
  readonly box: number;
  readonly nearness: number;
}

/** Every pair of track and box that could be the same face, nearest first. */
function candidatePairs(tracks: readonly Track[], boxes: readonly PixelBox[]): Pair[] {
  const pairs: Pair[] = [];
  for (const known of tracks) {
    boxes.forEach((box, index) => {
      const nearness = nearnessOf(known.box, box);
      if (nearness > 0) pairs.push({ known: known.id, box: index, nearness });
    });
  }
  return pairs.sort((a, b) => b.nearness - a.nearness);
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

/** Tracks of which one box could be either, or which had two boxes to choose from. */
function contested(pairs: readonly Pair[]): Set<number> {
  const result = new Set<number>();
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
