import type { Evidence } from "../events/catalogue.ts";
import type { PassedChallenge } from "./challenge/passed.ts";
import { PASS_VALID_MS } from "./challenge/measures.ts";
import { obstacleTo } from "./challenge/obstacle.ts";
import { denied, type Challenged, type Denied, type FaceProof } from "./decision.ts";
import type { Hearing, Shortfall } from "./face.ts";
import { chooseFaces, type FaceChoice } from "./choose-faces.ts";
import { findCode, type CodeFinding } from "./code.ts";
import { findHub, type HubFinding } from "./hub.ts";
import {
  factorsOf,
  isFaceAlone,
  type Alternative,
  peopleOf,
  windowsOf,
  type ChallengeKind,
  type FaceFactor,
} from "./policy.ts";
import { windowProblem } from "./rights.ts";
import { localMoment, momentText } from "./time-window.ts";
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
  const problem = unfitAlternative(alternative) ?? outOfHours(alternative, asked);
  if (problem !== null) return problem;
  const faces = factors.filter((factor) => factor.by === "face");
  const hearing = { ...asked, pass: passFor(faces, asked), faceAlone: isFaceAlone(alternative) };
  const others = factors.filter((factor) => factor.by === "code" || factor.by === "hub");
  const came = others.map((factor) =>
    factor.by === "code" ? findCode(factor, hearing) : findHub(factor, hearing),
  );
  const entered = came.flatMap(personOf);
  const wanted = peopleOf(alternative);
  const chosen = choose(faces, hearing, wanted > 1 ? entered : []);
  const evidence: Evidence[] = [...chosen.evidence];
  if (!chosen.ok) return short(chosen.shortfall, evidence);
  const { proofs } = chosen;
  const voices = factors.filter((factor) => factor.by === "voice");
  for (const found of [...voices.map((factor) => findVoice(factor, hearing, proofs)), ...came]) {
    if (found.evidence !== null) evidence.push(found.evidence);
    if (!found.ok) return short(found.shortfall, evidence);
  }
  const people = new Set([...proofs.map(({ event }) => event.person), ...entered]);
  if (people.size < wanted) return tooFew(people, wanted, evidence);
  const counted = { proofs, evidence: dated(evidence, alternative, hearing), hearing };
  for (const proof of proofs) {
    const kind = proof.factor.challenge;
    if (kind !== null) return challengeOf(kind, proof, counted);
  }
  return { outcome: "satisfied", faces: proofs, evidence: counted.evidence, passes: [] };
}

/** Whose code it was; nobody for anything else. */
function personOf(found: CodeFinding | HubFinding): string[] {
  return found.ok && found.person !== null ? [found.person] : [];
}

/** Prefers faces of others than of whom the code is, where the policy wants several people. */
function choose(faces: readonly FaceFactor[], hearing: Hearing, entered: readonly string[]): FaceChoice {
  const others = chooseFaces(faces, hearing, entered);
  return others.ok ? others : chooseFaces(faces, hearing);
}

function tooFew(people: ReadonlySet<string>, wanted: number, evidence: readonly Evidence[]): Denied {
  const who = people.size === 0 ? "nobody" : [...people].join(" and ");
  return denied("TOO_FEW_PEOPLE", `The policy wants ${wanted} different people; this was ${who}.`, evidence);
}

/** The first time limit of an alternative that is not kept. */
function outOfHours(alternative: Alternative, hearing: Hearing): Denied | null {
  for (const window of windowsOf(alternative)) {
    const problem = windowProblem(window, "This counts", hearing);
    if (problem !== null) return denied(problem[0], problem[1]);
  }
  return null;
}

/** Where times were judged the evidence says by which: so the decision can be made again from it. */
function dated(
  evidence: readonly Evidence[],
  alternative: Alternative,
  { policies, now }: Hearing,
): readonly Evidence[] {
  if (windowsOf(alternative).length === 0 && policies.rights.length === 0) return evidence;
  const localTime = momentText(localMoment(now.at, policies.timeZone));
  return evidence.map((item) => ({ ...item, facts: { ...item.facts, localTime } }));
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
