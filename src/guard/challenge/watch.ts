import type { Sighting, TrackSighting } from "../../events/sighting.ts";
import type { FaceProof } from "../decision.ts";
import { pictureProblem, sameIdentity } from "../observe-sighting.ts";
import { seconds } from "../phrases.ts";
import { over, type Failure, type Watch } from "./challenge.ts";
import { DOUBT_MAX_MS, FACES_APART, TRACK_GAP_MAX_MS, TURN_YAW } from "./measures.ts";

/** More are not kept: a minute at 15 a second is 900. */
const SAMPLES_MAX = 1024;
/** Looks that agree before a face is recognised, and what is left of them at most when vision begins anew. */
const AGREEING = 3;
const ANEW = 1;

/** Begins to watch at `t`, when the person has just been judged to be there. */
export function beginWatch(t: number): Watch {
  return { samples: [], latestT: t, seenT: t, frames: 0, doubtSinceT: null };
}

/**
 * Follows the track of the person who is asked through one more picture of that camera; a failure if it may not be the same
 * person any more. An earlier picture than the latest changes nothing.
 *
 * @param restYaw the head's resting position, if it is known
 */
export function watchSighting(
  watch: Watch,
  sighting: Sighting,
  { proof, restYaw }: { readonly proof: FaceProof; readonly restYaw: number },
): Watch | Failure {
  if (sighting.t < watch.latestT) return watch;
  const problem = pictureProblem(sighting);
  if (problem !== null) return over(`Camera ${sighting.camera} cannot be relied on: ${problem}.`);
  const { person, track } = proof.event;
  const found = sighting.tracks.filter((seen) => seen.track === track);
  if (found.length > 1) return over(`It is not clear any more which face is ${person}'s.`);
  const gapMs = sighting.t - watch.seenT;
  if (gapMs > TRACK_GAP_MAX_MS) return over(`${person} was out of view for ${seconds(gapMs)}.`);
  const [seen] = found;
  if (seen === undefined) return { ...watch, latestT: sighting.t };
  const crossing = sighting.tracks.find((other) => other !== seen && mayBeMistaken(seen, other));
  if (crossing !== undefined) return over(`Another face came so near that it may be taken for ${person}'s.`);
  const doubt = doubtOf(watch, seen, { t: sighting.t, proof, restYaw });
  if ("why" in doubt) return doubt;
  const sample = { t: sighting.t, yaw: seen.yaw, opening: seen.mouthOpening };
  return {
    samples: [...watch.samples, sample].slice(-SAMPLES_MAX),
    latestT: sighting.t,
    seenT: sighting.t,
    frames: seen.frames,
    doubtSinceT: doubt.sinceT,
  };
}

/**
 * Whoever turns the head may not be recognised for a moment; whoever looks at the camera has to be. That vision has begun
 * anew with the face (another one may have taken its place) shows in its agreeing looks, all gone at once.
 */
function doubtOf(
  watch: Watch,
  seen: TrackSighting,
  { t, proof, restYaw }: { t: number; proof: FaceProof; restYaw: number },
): Failure | { readonly sinceT: number | null } {
  const { person } = proof.event;
  const begunAnew = seen.lastLookT === null || (watch.frames >= AGREEING && seen.frames <= ANEW);
  if (begunAnew) return over(`For a moment it was not clear which face is ${person}'s.`);
  if (sameIdentity(seen, proof.event)) return { sinceT: null };
  if (seen.identity !== "undecided") return over(`The face is not ${person}'s any more.`);
  const isTurned = seen.yaw !== null && Math.abs(seen.yaw - restYaw) >= TURN_YAW;
  if (isTurned) return { sinceT: null };
  const sinceT = watch.doubtSinceT ?? t;
  if (t - sinceT > DOUBT_MAX_MS) return over(`The face is not surely ${person}'s any more.`);
  return { sinceT };
}

/** Bodies have no face that could be mistaken. */
function mayBeMistaken(one: TrackSighting, other: TrackSighting): boolean {
  if (other.faceWidthPx === 0) return false;
  const [ax, ay, aw, ah] = one.box;
  const [bx, by, bw, bh] = other.box;
  const width = Math.min(ax + aw, bx + bw) - Math.max(ax, bx);
  const height = Math.min(ay + ah, by + bh) - Math.max(ay, by);
  if (width <= 0 || height <= 0) return false;
  return (width * height) / Math.min(aw * ah, bw * bh) > FACES_APART;
}

/**
 * The longest time between `fromT` and `untilT` (ms since boot) in which a value was not to be had; both ends count. A
 * series that does not reach from one end to the other has its gap there.
 */
export function longestGapMs(
  samples: Watch["samples"],
  value: "yaw" | "opening",
  { fromT, untilT }: { readonly fromT: number; readonly untilT: number },
): number {
  const times = samples.filter((sample) => sample[value] !== null).map((sample) => sample.t);
  const before = times.filter((t) => t <= fromT).at(-1) ?? fromT;
  const after = times.find((t) => t >= untilT) ?? untilT;
  const inside = times.filter((t) => t > fromT && t < untilT);
  const all = [before, ...inside, after];
  return all.slice(1).reduce((longest, t, i) => Math.max(longest, t - (all[i] ?? t)), 0);
}
