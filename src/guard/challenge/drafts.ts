import type { EventDraft } from "../../events/catalogue.ts";
import type { Instant } from "../../runtime/clock.ts";
import { trackKey } from "../track-key.ts";
import type { Challenge, Failure } from "./challenge.ts";
import type { Facts, PassedChallenge } from "./passed.ts";
import { ATTEMPTS } from "./measures.ts";

/** Something is asked of somebody. What exactly is not said before it is over: whoever reads along must not be able to help. */
export function issuedDraft(challenge: Challenge, now: Instant): EventDraft {
  return { name: "challenge.issued", ...common(challenge, now), of: ATTEMPTS };
}

export function passedDraft(challenge: Challenge, facts: Facts, now: Instant): EventDraft {
  return { name: "challenge.passed", ...common(challenge, now), facts: { ...facts } };
}

/** @param isLast no attempt follows */
export function failedDraft(
  challenge: Challenge,
  { failure, isLast }: { readonly failure: Failure; readonly isLast: boolean },
  now: Instant,
): EventDraft {
  const { why, facts } = failure;
  return { name: "challenge.failed", ...common(challenge, now), why, last: isLast, facts: { ...facts } };
}

function common({ id, kind, attempt, request, proof }: Challenge, { at, t }: Instant) {
  const { camera, track, person } = proof.event;
  return { source: "guard", at, t, challenge: id, attempt, kind, request: request.id, camera, track, person };
}

/** What a challenge that has been passed is worth. */
export function passOf(
  { id, kind, request, proof, issuedT }: Challenge,
  { event, t, facts }: { readonly event: string; readonly t: number; readonly facts: Facts },
): PassedChallenge {
  const { camera, track, run, person } = proof.event;
  return {
    ...{ challenge: id, event, request: request.id, kind, face: proof.event.id, camera },
    ...{ track: trackKey(run, track), person, issuedT, t, facts },
  };
}
