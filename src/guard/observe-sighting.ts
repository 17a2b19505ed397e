import type { EventOf } from "../events/catalogue.ts";
import type { Sighting, TrackSighting } from "../events/sighting.ts";
import { LAG_MAX_MS, REARM_MS, TRACK_GAP_MS, WATCH_GAP_MS } from "./limits.ts";
import { unseen, type CameraView, type GuardState, type SpentEvidence } from "./state.ts";
import { trackKey } from "./track-key.ts";

/** Why a picture gives no evidence, or null if it may. */
export function pictureProblem(sighting: Sighting): string | null {
  if (sighting.covered) return "its picture shows nothing any more: the lens is covered, or the light is out";
  if (sighting.leapt) return "its clock leapt, so nobody knows how old its picture is";
  if (sighting.frozen) return "its picture is frozen";
  if (!(sighting.lagMs <= LAG_MAX_MS)) {
    return `its picture is ${(sighting.lagMs / 1000).toFixed(1)} s late`;
  }
  return null;
}

/** The guard after it has seen what a camera sees. A sighting that is older than the latest one, also from before the camera was lost, changes nothing. */
export function observeSighting(state: GuardState, sighting: Sighting): GuardState {
  const before = state.cameras.get(sighting.camera) ?? unseen;
  if (sighting.t < (before.shownT ?? Number.NEGATIVE_INFINITY)) return state;
  const view: CameraView = {
    latest: sighting,
    shownT: sighting.t,
    lost: before.lost,
    recent: recentTracks(before, sighting),
    blindT: pictureProblem(sighting) === null ? before.blindT : sighting.t,
  };
  return {
    ...state,
    cameras: new Map(state.cameras).set(sighting.camera, view),
    faces: state.faces.filter(
      (face) =>
        face.camera !== sighting.camera ||
        stillHolds(face, sighting, { view, isAsked: isAsked(state, face) }),
    ),
    spent: state.spent
      .map((entry) =>
        entry.spend.camera === sighting.camera ? watched(entry, { run: state.run, sighting, before }) : entry,
      )
      .filter((entry) => !mayOpenAgain(entry, sighting)),
  };
}

/** The person has been out of view for long enough. Only the camera at which they opened can tell. */
function mayOpenAgain({ spend, awaySinceT }: SpentEvidence, { camera, t }: Sighting): boolean {
  return spend.camera === camera && awaySinceT !== null && t - awaySinceT >= REARM_MS;
}

function recentTracks(before: CameraView, sighting: Sighting): CameraView["recent"] {
  const gone = before.recent.filter(
    ({ seen, t }) =>
      sighting.t - t <= TRACK_GAP_MS && !sighting.tracks.some((track) => track.track === seen.track),
  );
  return [...gone, ...sighting.tracks.map((seen) => ({ seen, t: sighting.t }))];
}

/** Whether this recognition is the one of a challenge that runs: whether it still holds is watched there, look by look. */
function isAsked({ challenges }: GuardState, face: EventOf<"face.recognized">): boolean {
  return challenges.running.get(face.camera)?.proof.event.id === face.id;
}

/**
 * A recognition ends when the picture is no evidence, the track has ended, or its identity is another one. While vision is
 * undecided about the face it stays what it was if no look since has been at anybody else; it opens nothing meanwhile (see
 * `whoIsThere`). Vision says a name once: without this nobody would be known again after a single look that was not sure.
 * Of somebody who is asked to do something even that is not demanded: a head that turns is not recognised for a moment.
 */
function stillHolds(
  face: EventOf<"face.recognized">,
  sighting: Sighting,
  { view, isAsked }: { readonly view: CameraView; readonly isAsked: boolean },
): boolean {
  if (pictureProblem(sighting) !== null) return false;
  const recent = view.recent.find(({ seen }) => seen.track === face.track);
  if (recent === undefined) return sighting.t - face.t <= TRACK_GAP_MS;
  // A sighting of an earlier picture says nothing about what was recognised later.
  if (recent.t < face.t || sameIdentity(recent.seen, face)) return true;
  return recent.seen.identity === "undecided" && (isAsked || isSteady(recent.seen, face));
}

/** Every good look since the recognition was at the same person, if not surely so. */
function isSteady({ steadySinceT }: TrackSighting, face: EventOf<"face.recognized">): boolean {
  return steadySinceT !== null && steadySinceT <= face.t;
}

/** Whether the track is, all looks counted, the person who was recognised. */
export function sameIdentity(track: TrackSighting, face: EventOf<"face.recognized">): boolean {
  return track.identity === "recognized" && track.person === face.person && track.group === face.group;
}

function watched(
  entry: SpentEvidence,
  { run, sighting, before }: { run: string; sighting: Sighting; before: CameraView },
): SpentEvidence {
  const { person, track } = entry.spend;
  const inView = sighting.tracks.some(
    (seen) => seen.person === person || trackKey(run, seen.track) === track,
  );
  if (inView || pictureProblem(sighting) !== null) return { ...entry, awaySinceT: null };
  const watching = before.latest !== null && sighting.t - before.latest.t <= WATCH_GAP_MS;
  return { ...entry, awaySinceT: watching && entry.awaySinceT !== null ? entry.awaySinceT : sighting.t };
}
