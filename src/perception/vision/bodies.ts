import type { Detection } from "./detection.ts";
import type { PixelBox } from "./pixel-box.ts";
import { overlap } from "./geometry.ts";
import { emptyTracker, track, type Track, type TrackerState } from "./tracker.ts";

/** A score that needs only one more detection; people with less need two more. */
const SURE = 0.45;
const LEAST_DETECTIONS = 2;
const LEAST_UNSURE_DETECTIONS = 3;
const OVERLAPPING = 0.2;
/** A face belongs into the upper part of a body, and is not wider than the body. */
const UPPER_PART = 0.5;
/** A body that was not looked for lately says nothing of where a face belongs, ms. */
const FRESH_MS = 600;

/** Bodies that are followed from frame to frame, with the best score of each. */
export interface BodiesState {
  readonly tracker: TrackerState;
  readonly best: ReadonlyMap<number, number>;
}

export const noBodies: BodiesState = { tracker: emptyTracker, best: new Map() };

/** One body that is followed. */
export interface Body {
  readonly id: number;
  readonly box: PixelBox;
  readonly lastT: number;
  readonly score: number;
  /** It was found in this very frame. */
  readonly found: boolean;
  /** It was found often enough to be believed. */
  readonly believed: boolean;
}

/**
 * Follows bodies by position. Pure.
 *
 * @param found null if this frame was not searched for people
 */
export function followBodies(
  state: BodiesState,
  found: readonly Detection[] | null,
  t: number,
): { state: BodiesState; bodies: Body[] } {
  const { state: tracker, assigned } = track(state.tracker, found ?? [], { t, sureFrom: SURE });
  const best = new Map(
    tracker.tracks.map(({ id }) => {
      const score = found?.[assigned.indexOf(id)]?.score ?? 0;
      return [id, Math.max(state.best.get(id) ?? 0, score)];
    }),
  );
  const bodies = tracker.tracks.map((known) => ({
    ...{ id: known.id, box: known.box, lastT: known.lastT, score: best.get(known.id) ?? 0 },
    found: assigned.includes(known.id),
    believed: isBelieved(known, tracker.tracks, best),
  }));
  return { state: { tracker, best }, bodies };
}

/** A body that overlaps a surer one may be a second box around the same person: it has to stay longer. */
function isBelieved(known: Track, all: readonly Track[], best: ReadonlyMap<number, number>): boolean {
  const score = best.get(known.id) ?? 0;
  const doubtful = all.some(
    (other) => (best.get(other.id) ?? 0) > score && overlap(other.box, known.box) > OVERLAPPING,
  );
  return known.detections >= (score >= SURE && !doubtful ? LEAST_DETECTIONS : LEAST_UNSURE_DETECTIONS);
}

/** Whether a body is sure enough to be counted although it was found only now. */
export function isSure({ score, found }: Body): boolean {
  return found && score >= SURE;
}

/** Whether it is known where the body is. */
export function isFresh({ lastT }: Body, t: number): boolean {
  return t - lastT <= FRESH_MS;
}

/** Whether a face is where that body's face would be. */
export function holdsFace({ box }: Body, face: PixelBox): boolean {
  const x = face.x + face.width / 2;
  const y = face.y + face.height / 2;
  return (
    x >= box.x &&
    x <= box.x + box.width &&
    y >= box.y - face.height / 2 &&
    y <= box.y + box.height * UPPER_PART &&
    face.width <= box.width
  );
}

/** Whether the middle of a face is anywhere in a body. */
export function covers({ box }: Body, face: PixelBox): boolean {
  const x = face.x + face.width / 2;
  const y = face.y + face.height / 2;
  return x >= box.x && x <= box.x + box.width && y >= box.y && y <= box.y + box.height;
}

/** How far a face is from the middle of a body's upper edge; the body with the least is its own. */
export function distanceToHead({ box }: Body, face: PixelBox): number {
  return Math.hypot(
    (face.x + face.width / 2 - box.x - box.width / 2) / box.width,
    (face.y + face.height / 2 - box.y) / box.height,
  );
}
