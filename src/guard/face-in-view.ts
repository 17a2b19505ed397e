import type { Sighting, TrackSighting } from "../events/sighting.ts";
import type { Instant } from "../runtime/clock.ts";
import type { DenialCode, FaceProof } from "./decision.ts";
import { COMPANY_MEMORY_MS, LAST_LOOK_MAX_MS } from "./limits.ts";
import { pictureProblem, sameIdentity } from "./observe-sighting.ts";
import { seconds } from "./phrases.ts";
import type { GuardPolicies } from "./policy.ts";
import type { CameraView, GuardState } from "./state.ts";

type Problem = readonly [DenialCode, string] | null;

/**
 * Whether the recognised person is there right now, as the policy wants it: a healthy camera, the same track, the same
 * identity, a good look at most 500 ms ago, in the zone, alone. Null if so. Judged at the decision and again when the unlock
 * is handed to the wire.
 */
export function whoIsThere(
  proof: FaceProof,
  at: { readonly state: GuardState; readonly policies: GuardPolicies; readonly now: Instant },
): Problem {
  const { event } = proof;
  const view = at.state.cameras.get(event.camera);
  if (view === undefined || view.lost !== null || view.latest === null) {
    const why = view?.lost ?? "there is no picture";
    return ["CAMERA_UNHEALTHY", `Camera ${event.camera} does not see anything right now: ${why}.`];
  }
  const problem = pictureProblem(view.latest);
  if (problem !== null)
    return ["CAMERA_UNHEALTHY", `Camera ${event.camera} cannot be relied on: ${problem}.`];
  return (
    inView(proof, { sighting: view.latest, ...at }) ?? inZone(proof, view.latest) ?? notAlone(proof, view)
  );
}

function trackOf(proof: FaceProof, sighting: Sighting): TrackSighting | null {
  const found = sighting.tracks.filter((seen) => seen.track === proof.event.track);
  // Two tracks of one number: it is not known which is which.
  return found.length === 1 ? (found[0] ?? null) : null;
}

function inView(
  proof: FaceProof,
  { sighting, policies, now }: { sighting: Sighting; policies: GuardPolicies; now: Instant },
): Problem {
  const { event, factor } = proof;
  const seen = trackOf(proof, sighting);
  if (seen === null) return ["NOT_IN_VIEW", `${event.person} is not in view of ${event.camera} any more.`];
  if (!sameIdentity(seen, event)) {
    return [
      "NOT_IN_VIEW",
      `Whoever stands at ${event.camera} is, all looks counted, not surely ${event.person}.`,
    ];
  }
  const ageMs = seen.lastLookT === null ? Number.NaN : now.t - seen.lastLookT;
  if (!(ageMs >= 0 && ageMs <= LAST_LOOK_MAX_MS)) {
    const last = ageMs >= 0 ? `was last seen well ${seconds(ageMs)} ago` : "has not been seen well";
    return ["NOT_IN_VIEW", `${event.person} ${last}; it may be at most ${seconds(LAST_LOOK_MAX_MS)}.`];
  }
  const { thresholds } = policies;
  if (!(seen.faceWidthPx >= thresholds.faceWidthPx)) {
    const width = Math.round(seen.faceWidthPx);
    return [
      "FACE_NOT_SURE",
      `The face of ${event.person} is ${width} pixels wide; ${thresholds.faceWidthPx} are needed.`,
    ];
  }
  if (factor.live && seen.live !== null && !(seen.live >= thresholds.live)) {
    return ["NOT_LIVE", `${event.person} now looks like a picture (liveness ${seen.live.toFixed(2)}).`];
  }
  return null;
}

function inZone(proof: FaceProof, sighting: Sighting): Problem {
  const { event, factor } = proof;
  const zones = trackOf(proof, sighting)?.zones ?? [];
  if (factor.zones.length === 0 || factor.zones.some((zone) => zones.includes(zone))) return null;
  return ["WRONG_ZONE", `${event.person} is in view, but does not stand in ${factor.zones.join(" or ")}.`];
}

/** Who is there too although the policy wants the person alone; null if nobody is, or anybody may be. */
export function notAlone(proof: FaceProof, view: CameraView): Problem {
  const { event, factor } = proof;
  if (!factor.alone) return null;
  const company = view.recent.filter(
    ({ seen, t }) =>
      seen.track !== event.track &&
      (view.latest?.t ?? t) - t <= COMPANY_MEMORY_MS &&
      (factor.zones.length === 0 || factor.zones.some((zone) => seen.zones.includes(zone))) &&
      isStranger(seen, event.person),
  );
  if (company.length === 0) return null;
  const others = company.length === 1 ? "somebody" : `${company.length} people`;
  return ["NOT_ALONE", `${event.person} is not alone: ${others} whom Gatehouse does not know is there too.`];
}

/** Not recognised (undecided counts), or claiming to be the very person who stands beside: nobody is there twice. */
function isStranger(seen: TrackSighting, person: string): boolean {
  return seen.identity !== "recognized" || seen.person === null || seen.person === person;
}
