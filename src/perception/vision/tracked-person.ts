import type { FaceLook } from "./face-look.ts";
import type { Identity, Verdict } from "./identity.ts";
import { sayingOf, unknownYet } from "./identity.ts";
import { unwatched, type LivenessWatch } from "./liveness/watch.ts";
import { unitLength } from "./matching.ts";
import type { Steadiness } from "./steadiness.ts";
import type { Box, TrackSighting, VisionObservation } from "./observation.ts";

/** A face seen in so many frames is a person who is there. */
const LEAST_DETECTIONS = 2;

/** What is kept of a track besides its position. */
export interface TrackedPerson {
  readonly identity: Identity;
  readonly liveness: LivenessWatch;
  /** Null before the first good look. */
  readonly steadiness: Steadiness | null;
  /** Sum of the good looks' embeddings since the identity began; null before the first. */
  readonly sum: Float32Array<ArrayBuffer> | null;
  /** When the last good look was captured; null before the first. */
  readonly lastLookT: number | null;
  /** It has been said that somebody is there. */
  readonly appeared: boolean;
}

export const newcomer: TrackedPerson = {
  identity: unknownYet,
  liveness: unwatched,
  steadiness: null,
  sum: null,
  lastLookT: null,
  appeared: false,
};

/** Nothing that was known of the face holds any more; that somebody is there still does. */
export function forget(person: TrackedPerson): TrackedPerson {
  return { ...newcomer, appeared: person.appeared };
}

/** Where and when a track was seen, in the words of an observation. */
export interface Position {
  readonly camera: string;
  readonly track: number;
  readonly at: number;
  readonly t: number;
  readonly box: Box;
  readonly zones: string[];
}

/** What there is to say of a person now that was not said before, and the person after it was said. */
export function announce(
  person: TrackedPerson,
  verdict: Verdict,
  seen: { position: Position; detections: number; score: number },
): { person: TrackedPerson; observations: VisionObservation[] } {
  if (seen.detections < LEAST_DETECTIONS) return { person, observations: [] };
  const observations: VisionObservation[] = [];
  if (!person.appeared) {
    observations.push({ kind: "person-appeared", ...seen.position, confidence: seen.score });
  }
  const { identity } = person;
  let { said } = identity;
  if (verdict.kind !== "undecided") {
    const saying = verdict.kind === "recognized" ? sayingOf(verdict.match.person) : verdict.kind;
    if (!said.includes(saying)) {
      said = [...said, saying];
      observations.push(faceObservation(verdict, seen.position, person));
    }
  }
  return { person: { ...person, appeared: true, identity: { ...identity, said } }, observations };
}

function faceObservation(
  verdict: Exclude<Verdict, { kind: "undecided" }>,
  position: Position,
  { liveness, sum }: TrackedPerson,
): VisionObservation {
  const face = { ...position, ...verdict.facts };
  switch (verdict.kind) {
    case "recognized":
      return { kind: "face-recognized", ...face, ...verdict.match };
    case "spoofed":
      return {
        kind: "face-spoofed",
        ...face,
        person: verdict.claimed?.person ?? null,
        why: liveness.veto ?? "passive",
      };
    case "unknown": {
      const { nearest } = verdict;
      const similarity = nearest?.similarity ?? null;
      const embedding = sum === null ? null : unitLength(sum).unit;
      return { kind: "face-unknown", ...face, similarity, nearest: nearest?.person ?? null, embedding };
    }
  }
}

/** A track as the guard sees it. */
export function trackSighting(
  person: TrackedPerson,
  verdict: Verdict,
  seen: { position: Position; faceWidthPx: number; look: FaceLook | null },
): TrackSighting {
  const match = verdict.kind === "recognized" ? verdict.match : null;
  return {
    track: seen.position.track,
    box: seen.position.box,
    zones: seen.position.zones,
    identity: verdict.kind,
    person: match?.person ?? null,
    group: match?.group ?? null,
    similarity: match?.similarity ?? null,
    margin: match?.margin ?? null,
    live: verdict.facts.live,
    frames: verdict.facts.frames,
    faceWidthPx: seen.faceWidthPx,
    lastLookT: person.lastLookT,
    steadySinceT: person.steadiness?.sinceT ?? null,
    yaw: finite(seen.look?.yaw),
    mouthOpening: finite(seen.look?.mouthOpening),
  };
}

function finite(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}
