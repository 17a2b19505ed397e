import type { Evidence } from "../events/catalogue.ts";
import type { PassedChallenge } from "./challenge/passed.ts";
import { PASS_VALID_MS } from "./challenge/measures.ts";
import { obstacleTo } from "./challenge/obstacle.ts";
import { denied, type Challenged, type Denied, type FaceProof } from "./decision.ts";
import { findFace, type Hearing, type Shortfall } from "./face.ts";
import { findCode, type CodeFinding } from "./code.ts";
import { findHub, type HubFinding } from "./hub.ts";
import {
  factorsOf,
  isFaceAlone,
  type Alternative,
  type ChallengeKind,
  type Factor,
  type FaceFactor,
  type VoiceFactor,
} from "./policy.ts";
import { findVoice } from "./voice.ts";

/** The evidence that satisfies one of a policy's alternatives. */
export interface Satisfied {
  readonly outcome: "satisfied";
  readonly faces: readonly FaceProof[];
  readonly evidence: readonly Evidence[];
  readonly passes: readonly PassedChallenge[];
}

/**
 * Tries each alternative in turn. One that is met counts before one that only lacks a challenge; all denials are told if there
 * is neither.
 */
export function judgeAlternatives(
  alternatives: readonly Alternative[],
  hearing: Hearing,
): Satisfied | Challenged | Denied {
  const denials: Denied[] = [];
  let challenged: Challenged | null = null;
  for (const alternative of alternatives) {
    const judged = judgeAlternative(alternative, hearing);
    if (judged.outcome === "satisfied") return judged;
    if (judged.outcome === "challenged") challenged ??= judged;
    else denials.push(judged);
  }
  if (challenged !== null) return challenged;
  const [first] = denials;
  if (first === undefined) return denied("NO_POLICY", "No policy says what would authorise this.");
  const reasons = [...new Set(denials.map((denial) => denial.reason))];
  return denied(
    first.code,
    reasons.join(" Or: "),
    denials.flatMap((denial) => denial.evidence),
  );
}

function judgeAlternative(alternative: Alternative, asked: Hearing): Satisfied | Challenged | Denied {
  const factors = factorsOf(alternative);
  const unfit = unfitAlternative(alternative);
  if (unfit !== null) return unfit;
  const faces = factors.filter((factor): factor is FaceFactor => factor.by === "face");
  const faceAlone = isFaceAlone(alternative);
  const voices = factors.filter((factor): factor is VoiceFactor => factor.by === "voice");
  const hearing = { ...asked, pass: passFor(faces, asked) };
  const proofs: FaceProof[] = [];
  const evidence: Evidence[] = [];
  for (const factor of faces) {
    const people = proofs.map((proof) => proof.event.person);
    const found = findFace(factor, { ...hearing, faceAlone }, people);
    if (found.evidence !== null) evidence.push(found.evidence);
    if (!found.ok) return short(found.shortfall, evidence);
    proofs.push(found.proof);
  }
  for (const factor of voices) {
    const found = findVoice(factor, hearing, proofs);
    if (found.evidence !== null) evidence.push(found.evidence);
    if (!found.ok) return short(found.shortfall, evidence);
  }
  for (const factor of factors) {
    const found = findAsked(factor, hearing);
    if (found === null) continue;
    if (found.evidence !== null) evidence.push(found.evidence);
    if (!found.ok) return short(found.shortfall, evidence);
  }
  for (const proof of proofs) {
    const kind = proof.factor.challenge;
    if (kind !== null) return challengeOf(kind, proof, { proofs, evidence, hearing });
  }
  return { outcome: "satisfied", faces: proofs, evidence, passes: [] };
}

/** What came with the request itself; null for a factor that asks for something else. */
function findAsked(factor: Factor, hearing: Hearing): CodeFinding | HubFinding | null {
  if (factor.by === "code") return findCode(factor, hearing);
  return factor.by === "hub" ? findHub(factor, hearing) : null;
}

/** The challenge that was passed for this request, for one of these factors; null if there is none that counts. */
function passFor(faces: readonly FaceFactor[], { state, now, request }: Hearing): PassedChallenge | null {
  const kinds = faces.map(({ challenge }) => challenge);
  const passed = state.challenges.passed.find(
    (pass) => pass.request === request && kinds.includes(pass.kind) && now.t - pass.t <= PASS_VALID_MS,
  );
  return passed !== undefined && now.t >= passed.t ? passed : null;
}

/** All else holds: the person has passed the challenge, or is to be asked, if that is possible. */
function challengeOf(
  kind: ChallengeKind,
  proof: FaceProof,
  found: { proofs: readonly FaceProof[]; evidence: readonly Evidence[]; hearing: Hearing },
): Satisfied | Challenged | Denied {
  const { proofs, evidence, hearing } = found;
  const { pass } = hearing;
  if (pass?.kind === kind && pass.face === proof.event.id) {
    const { camera, track, person, t } = pass;
    const ageMs = hearing.now.t - t;
    const facts = {
      challenge: kind,
      camera,
      track,
      person,
      ...pass.facts,
      ageMs,
      withinMs: PASS_VALID_MS,
    };
    const passed: Evidence = { event: pass.event, kind: "challenge", facts };
    return { outcome: "satisfied", faces: proofs, evidence: [...evidence, passed], passes: [pass] };
  }
  const obstacle = obstacleTo(kind, proof, hearing);
  if (obstacle !== null) return denied(obstacle[0], obstacle[1], evidence);
  return { outcome: "challenged", kind, proof, simulated: hearing.simulated };
}

/** A policy that `check` refuses is refused here too: whoever skips the check opens nothing by it. */
function unfitAlternative(alternative: Alternative): Denied | null {
  const factors = factorsOf(alternative);
  const unavailable = factors.find((factor) => factor.by === "web");
  if (unavailable !== undefined) {
    return denied("NOT_AVAILABLE", `Evidence by ${unavailable.by} is not available in this version.`);
  }
  if (factors.length === 0) return denied("NO_POLICY", "The policy demands nothing.");
  if (factors.every((factor) => factor.by === "voice")) {
    return denied("VOICE_ALONE", "A voice alone never opens or disarms anything.");
  }
  const faces = factors.filter((factor) => factor.by === "face");
  const challenges = faces.filter((face) => face.challenge !== null);
  if (challenges.length > 1) {
    return denied("NOT_AVAILABLE", "The policy wants two challenges at once; nobody can pass both in time.");
  }
  const isProven = challenges.length > 0 || faces.every((face) => face.acceptsReplay);
  if (faces.length > 0 && faces.length === factors.length && !isProven) {
    return denied(
      "FACE_ALONE",
      "A face alone opens nothing, because a good photograph or screen may pass for it: the policy needs a challenge or a second factor, or has to say that it accepts replay.",
    );
  }
  return null;
}

function short(shortfall: Shortfall, evidence: readonly Evidence[]): Denied {
  return denied(shortfall.code, shortfall.reason, evidence);
}
