import { associate, candidatePairs, contested } from "./association.ts";
import { boxOf, motionAfter, motionMeasured, motionOf, type BoxMotion } from "./box-motion.ts";
import type { PixelBox } from "./pixel-box.ts";

/** Tracks that are followed at once; a detection beyond it starts none. */
const MAX_TRACKS = 64;
/** A track that was not seen for so long is over. */
const TRACK_ENDS_AFTER_MS = 2000;

/** One face or body that is followed from frame to frame. */
export interface Track {
  readonly id: number;
  /** As it was detected last; never a prediction. */
  readonly box: PixelBox;
  readonly motion: BoxMotion;
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

/** What was found at one place of a frame. */
interface Tracked {
  readonly box: PixelBox;
  /** The detector's score; left out: sure. */
  readonly score?: number;
}

interface FrameFacts {
  /** When the frame was captured, ms since boot. */
  readonly t: number;
  /** Detections with a lower score come second in the association; left out: all are sure. */
  readonly sureFrom?: number;
}

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
 * Follows boxes: a Kalman filter expects each track somewhere (SORT), and the detections are associated with the tracks in
 * two stages (ByteTrack). Pure; frames may come at irregular times.
 *
 * @param found what was found in the frame, boxes in pixels; whatever continues no track begins one
 */
export function track(
  state: TrackerState,
  found: readonly Tracked[],
  { t, sureFrom = 0 }: FrameFacts,
): TrackerStep {
  const ended = state.tracks.filter((known) => t - known.lastT > TRACK_ENDS_AFTER_MS);
  const alive = state.tracks.filter((known) => !ended.includes(known));
  const motions = new Map(
    alive.map(({ id, motion, lastT }) => [id, motionAfter(motion, (t - lastT) / 1000)]),
  );
  const expected = alive.map(({ id, box }) => ({
    id,
    box,
    predicted: boxOf(motions.get(id) ?? motionOf(box)),
  }));
  const scored = found.map(({ box, score = 1 }) => ({ box, sure: score >= sureFrom }));
  const pairs = candidatePairs(expected, scored);
  const chosen = associate(pairs);
  const taken = new Map(chosen.map((pair) => [pair.box, pair.known]));
  let { nextId } = state;
  const tracks = new Map(alive.map((known) => [known.id, known]));
  const assigned = found.map(({ box }, i) => {
    const known = tracks.get(taken.get(i) ?? Number.NaN);
    if (known !== undefined) {
      const motion = motionMeasured(motions.get(known.id) ?? known.motion, box);
      tracks.set(known.id, { ...known, box, motion, lastT: t, detections: known.detections + 1 });
      return known.id;
    }
    if (tracks.size >= MAX_TRACKS) return null;
    const id = nextId;
    nextId += 1;
    tracks.set(id, { id, box, motion: motionOf(box), firstT: t, lastT: t, detections: 1 });
    return id;
  });
  const ambiguous = contested(pairs, chosen);
  return { state: { tracks: [...tracks.values()], nextId }, assigned, ambiguous, ended };
}
