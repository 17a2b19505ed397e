import type { EventOf, Evidence } from "../events/catalogue.ts";
import type { Instant } from "../runtime/clock.ts";
import type { PassedChallenge } from "./challenge/passed.ts";
import type { DenialCode, FaceProof } from "./decision.ts";
import { whoIsThere } from "./face-in-view.ts";
import { seconds } from "./phrases.ts";
import type { FaceFactor, GuardPolicies } from "./policy.ts";
import { rightProblem } from "./rights.ts";
import type { GuardState } from "./state.ts";
import { trackKey } from "./track-key.ts";

/** Why evidence does not suffice. `rank` grows with how far it got, so that the most telling reason can be shown. */
export interface Shortfall {
  readonly code: DenialCode;
  readonly reason: string;
  readonly rank: number;
}

/** What a factor is judged in. */
export interface Hearing {
  readonly state: GuardState;
  readonly policies: GuardPolicies;
  readonly now: Instant;
  /** What is asked for concerns a device that is no real door. */
  readonly simulated: boolean;
  /** A policy without cameras means any (leaving a mode), or has to name them where there are several (a device). */
  readonly anyCamera: boolean;
  /** The event that led to the request. */
  readonly cause: string | null;
  /** The request's id. */
  readonly request: string;
  /** What is asked for, for counting: `unlock front_door_lock`, `leave sentry`. */
  readonly target: string;
  /**
   * The challenge that was passed for this request. While it ran the person was watched without a break, so that what
   * has to be recent is judged by the moment at which it began.
   */
  readonly pass: PassedChallenge | null;
  /** Nothing but faces is demanded, and no challenge: pictures of a face would be enough. */
  readonly faceAlone?: boolean;
}

/** A face that satisfies a factor, or the reason why none does with what was looked at. */
export type FaceFinding =
  | { readonly ok: true; readonly proof: FaceProof; readonly evidence: Evidence }
  | { readonly ok: false; readonly shortfall: Shortfall; readonly evidence: Evidence | null };

type Face = EventOf<"face.recognized">;
interface Candidate extends Hearing {
  readonly factor: FaceFactor;
  readonly face: Face;
}
type Check = (candidate: Candidate) => readonly [DenialCode, string] | null;

/** Every demand on a recognised face, in the order in which people would ask. All have to pass. */
const CHECKS: readonly Check[] = [
  rightCamera,
  rightPerson,
  atTheirTime,
  recentEnough,
  realSource,
  standsBySpoofTest,
  sureEnough,
  alive,
  ({ factor, face, state, policies, now }) => whoIsThere({ factor, event: face }, { state, policies, now }),
  unspent,
];

/** Looks for a recognised face that satisfies `factor`; `used` are people who already count for another factor. */
export function findFace(factor: FaceFactor, hearing: Hearing, used: readonly string[]): FaceFinding {
  const unusable = unusableFactor(factor, hearing);
  if (unusable !== null) return { ok: false, shortfall: unusable, evidence: null };
  let best: FaceFinding = {
    ok: false,
    shortfall: allLost(factor, hearing) ?? nobody(factor),
    evidence: null,
  };
  for (const face of hearing.state.faces.toReversed()) {
    if (used.includes(face.person)) continue;
    if (factor.challenge !== null && hearing.pass !== null && hearing.pass.face !== face.id) continue;
    const candidate: Candidate = { ...hearing, factor, face };
    const shortfall = firstShortfall(candidate);
    const evidence = evidenceOf(candidate);
    if (shortfall === null) return { ok: true, proof: { factor, event: face }, evidence };
    if (shortfall.rank > best.shortfall.rank) best = { ok: false, shortfall, evidence };
  }
  return best;
}

function unusableFactor(factor: FaceFactor, { anyCamera, policies }: Hearing): Shortfall | null {
  const rank = 0;
  if (factor.groups === null && factor.people === null) {
    return { code: "NO_POLICY", reason: "The policy names neither a group nor a person.", rank };
  }
  if (factor.cameras === null && !anyCamera && Object.keys(policies.cameras).length > 1) {
    const reason =
      "The policy does not say at which of the cameras a face opens this door; name them in cameras.";
    return { code: "NO_POLICY", reason, rank };
  }
  return null;
}

function firstShortfall(candidate: Candidate): Shortfall | null {
  for (const [index, check] of CHECKS.entries()) {
    const found = check(candidate);
    if (found !== null) return { code: found[0], reason: found[1], rank: index + 1 };
  }
  return null;
}

/** That no face can be recognised because every camera that counts has been lost; null if one of them sees. */
function allLost(factor: FaceFactor, { state, policies }: Hearing): Shortfall | null {
  const cameras = factor.cameras ?? Object.keys(policies.cameras);
  const losses = cameras.map((camera) => ({ camera, why: state.cameras.get(camera)?.lost ?? null }));
  const [first] = losses;
  if (first === undefined || losses.some(({ why }) => why === null)) return null;
  const reason =
    losses.length === 1
      ? `Camera ${first.camera} does not see anything right now: ${first.why ?? ""}.`
      : `None of the cameras ${listed(cameras)} sees anything right now.`;
  return { code: "CAMERA_UNHEALTHY", reason, rank: 0 };
}

function nobody(factor: FaceFactor): Shortfall {
  const who =
    factor.people === null ? `of group ${listed(factor.groups ?? [])}` : `called ${listed(factor.people)}`;
  const where = factor.cameras === null ? "any camera" : listed(factor.cameras);
  return { code: "NO_FACE", reason: `Nobody ${who} has been recognised at ${where}.`, rank: 0 };
}

function rightCamera({ factor, face }: Candidate): ReturnType<Check> {
  if (factor.cameras === null || factor.cameras.includes(face.camera)) return null;
  return [
    "NO_FACE",
    `${face.person} was recognised at ${face.camera}; the policy asks for ${listed(factor.cameras)}.`,
  ];
}

function rightPerson({ factor, face }: Candidate): ReturnType<Check> {
  if (factor.groups !== null && !factor.groups.includes(face.group)) {
    const wanted = listed(factor.groups);
    return [
      "WRONG_PERSON",
      `${face.person} is of group ${face.group || "none"}; the policy asks for ${wanted}.`,
    ];
  }
  if (factor.people !== null && !factor.people.includes(face.person)) {
    return ["WRONG_PERSON", `This is ${face.person}; the policy asks for ${listed(factor.people)}.`];
  }
  return null;
}

function atTheirTime({ face, ...court }: Candidate): ReturnType<Check> {
  return rightProblem(face.person, face.group, court);
}

function recentEnough(candidate: Candidate): ReturnType<Check> {
  const { factor, face, state } = candidate;
  const ageMs = asOfT(candidate) - face.t;
  if (face.run !== state.run || face.boot !== state.boot) {
    return ["FACE_TOO_OLD", `${face.person} was recognised before Gatehouse was restarted.`];
  }
  if (ageMs >= 0 && ageMs <= factor.withinMs) return null;
  const age = ageMs < 0 ? "in the future, which cannot be" : `${seconds(ageMs)} ago`;
  return [
    "FACE_TOO_OLD",
    `${face.person} was recognised ${age}; the policy wants at most ${seconds(factor.withinMs)}.`,
  ];
}

/** The moment by which the age of evidence is judged, ms since boot. */
export function asOfT({ pass, now }: Pick<Hearing, "pass" | "now">): number {
  return pass === null ? now.t : Math.min(pass.issuedT, now.t);
}

function realSource({ face, policies, simulated }: Candidate): ReturnType<Check> {
  const camera = policies.cameras[face.camera];
  if (camera === undefined) return ["NO_FACE", `There is no camera ${face.camera} in the configuration.`];
  if (!camera.replay || simulated) return null;
  return [
    "REPLAY_SOURCE",
    `Camera ${face.camera} plays a file or a stream without times, which counts only for simulated devices.`,
  ];
}

function standsBySpoofTest({ face, policies, faceAlone = false }: Candidate): ReturnType<Check> {
  const failed = policies.cameras[face.camera]?.spoofTest ?? null;
  return faceAlone && failed !== null ? ["SPOOF_TEST_FAILED", failed] : null;
}

function sureEnough({ face, policies: { thresholds } }: Candidate): ReturnType<Check> {
  const tooLow = (what: string, found: number, wanted: number): ReturnType<Check> => [
    "FACE_NOT_SURE",
    `${face.person} was recognised with ${what} ${round(found)}; ${round(wanted)} is needed.`,
  ];
  if (!(face.similarity >= thresholds.similarity))
    return tooLow("similarity", face.similarity, thresholds.similarity);
  if (!(face.margin >= thresholds.margin)) return tooLow("a margin of", face.margin, thresholds.margin);
  if (!(face.frames >= thresholds.frames)) return tooLow("agreeing frames:", face.frames, thresholds.frames);
  return null;
}

function alive({ factor, face, policies: { thresholds } }: Candidate): ReturnType<Check> {
  if (!factor.live) return null;
  if (face.live === null) return ["NOT_LIVE", `It was not checked whether ${face.person} is a living face.`];
  if (face.live >= thresholds.live) return null;
  return [
    "NOT_LIVE",
    `${face.person} looks like a picture (liveness ${round(face.live)}; ${round(thresholds.live)} is needed).`,
  ];
}

function unspent({ face, state }: Candidate): ReturnType<Check> {
  const key = trackKey(face.run, face.track);
  const spent = state.spent.some(
    ({ spend }) => spend.camera === face.camera && (spend.person === face.person || spend.track === key),
  );
  if (!spent) return null;
  return [
    "SPENT",
    `${face.person} has already opened something and has not been out of view of ${face.camera} for 60 s since.`,
  ];
}

function evidenceOf(candidate: Candidate): Evidence {
  const { factor, face, state, policies, now } = candidate;
  const view = state.cameras.get(face.camera);
  const track = view?.latest?.tracks.find((seen) => seen.track === face.track) ?? null;
  const { thresholds } = policies;
  return {
    event: face.id,
    kind: "face",
    facts: {
      camera: face.camera,
      track: trackKey(face.run, face.track),
      person: face.person,
      group: face.group,
      similarity: face.similarity,
      similarityMin: thresholds.similarity,
      margin: face.margin,
      marginMin: thresholds.margin,
      frames: face.frames,
      framesMin: thresholds.frames,
      live: face.live,
      liveMin: factor.live ? thresholds.live : null,
      ageMs: asOfT(candidate) - face.t,
      withinMs: factor.withinMs,
      zones: track?.zones ?? face.zones,
      zonesWanted: [...factor.zones],
      lastLookAgeMs: track?.lastLookT == null ? null : now.t - track.lastLookT,
      lagMs: view?.latest?.lagMs ?? null,
      faceWidthPx: track?.faceWidthPx ?? null,
      alone: factor.alone,
      others: view?.latest == null ? null : view.latest.tracks.length - (track === null ? 0 : 1),
    },
  };
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? "nobody" : names.join(" or ");
}

function round(value: number): string {
  return String(Math.round(value * 100) / 100);
}
