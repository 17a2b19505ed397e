import type { Evidence } from "../events/catalogue.ts";
import { denied, type Denied, type FaceProof } from "./decision.ts";
import { findFace, type Hearing, type Shortfall } from "./face.ts";
import { factorsOf, type Alternative, type FaceFactor, type VoiceFactor } from "./policy.ts";
import { findVoice } from "./voice.ts";

/** The evidence that satisfies one of a policy's alternatives. */
export interface Satisfied {
  readonly outcome: "satisfied";
  readonly faces: readonly FaceProof[];
  readonly evidence: readonly Evidence[];
}

/** Tries each alternative in turn; all denials are told if none is met. */
export function judgeAlternatives(
  alternatives: readonly Alternative[],
  hearing: Hearing,
): Satisfied | Denied {
  const denials: Denied[] = [];
  for (const alternative of alternatives) {
    const judged = judgeAlternative(alternative, hearing);
    if (judged.outcome === "satisfied") return judged;
    denials.push(judged);
  }
  const [first] = denials;
  if (first === undefined) return denied("NO_POLICY", "No policy says what would authorise this.");
  const reasons = [...new Set(denials.map((denial) => denial.reason))];
  return denied(
    first.code,
    reasons.join(" Or: "),
    denials.flatMap((denial) => denial.evidence),
  );
}

function judgeAlternative(alternative: Alternative, hearing: Hearing): Satisfied | Denied {
  const factors = factorsOf(alternative);
  const unfit = unfitAlternative(alternative);
  if (unfit !== null) return unfit;
  const faces = factors.filter((factor): factor is FaceFactor => factor.by === "face");
  const voices = factors.filter((factor): factor is VoiceFactor => factor.by === "voice");
  const proofs: FaceProof[] = [];
  const evidence: Evidence[] = [];
  for (const factor of faces) {
    const people = proofs.map((proof) => proof.event.person);
    const found = findFace(factor, hearing, people);
    if (found.evidence !== null) evidence.push(found.evidence);
    if (!found.ok) return short(found.shortfall, evidence);
    proofs.push(found.proof);
  }
  for (const factor of voices) {
    const found = findVoice(factor, hearing, proofs);
    if (found.evidence !== null) evidence.push(found.evidence);
    if (!found.ok) return short(found.shortfall, evidence);
  }
  return { outcome: "satisfied", faces: proofs, evidence };
}

/** A policy that `check` refuses is refused here too: whoever skips the check opens nothing by it. */
function unfitAlternative(alternative: Alternative): Denied | null {
  const factors = factorsOf(alternative);
  const unavailable = factors.find((factor) => factor.by !== "face" && factor.by !== "voice");
  if (unavailable !== undefined) {
    return denied("NOT_AVAILABLE", `Evidence by ${unavailable.by} is not available in this version.`);
  }
  const faces = factors.filter((factor) => factor.by === "face");
  if (faces.length === 0) {
    const reason =
      factors.length === 0 ? "The policy demands nothing." : "A voice alone never opens or disarms anything.";
    return denied(factors.length === 0 ? "NO_POLICY" : "VOICE_ALONE", reason);
  }
  const challenged = faces.find((face) => face.challenge !== null);
  if (challenged !== undefined) {
    return denied(
      "NOT_AVAILABLE",
      `The challenge ${challenged.challenge} is not available in this version, so this policy authorises nothing.`,
    );
  }
  if (faces.length === factors.length && !faces.every((face) => face.acceptsReplay)) {
    return denied(
      "FACE_ALONE",
      "A face alone opens nothing, because a good photograph or screen may pass for it: the policy needs a second factor, or has to say that it accepts replay.",
    );
  }
  return null;
}

function short(shortfall: Shortfall, evidence: readonly Evidence[]): Denied {
  return denied(shortfall.code, shortfall.reason, evidence);
}
