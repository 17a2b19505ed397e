import type { Instant } from "../runtime/clock.ts";
import { PASS_AT_WIRE_MS } from "./challenge/measures.ts";
import type { Allowed, DenialCode, FaceProof } from "./decision.ts";
import { whoIsThere } from "./face-in-view.ts";
import { HAND_OVER_MAX_MS } from "./limits.ts";
import { seconds } from "./phrases.ts";
import type { GuardPolicies } from "./policy.ts";
import type { GuardState } from "./state.ts";

/** Whether a decision still holds. */
export type Standing =
  { readonly ok: true } | { readonly ok: false; readonly code: DenialCode; readonly reason: string };

/**
 * Judges a decision once more at the moment the unlock is handed to the wire: committing it took time, and the person may
 * have gone, somebody may have come, the camera or the broker may have been lost.
 */
export function stillThere(
  state: GuardState,
  decision: Allowed,
  at: { readonly policies: GuardPolicies; readonly now: Instant },
): Standing {
  const tookMs = at.now.t - decision.t;
  if (!(tookMs >= 0 && tookMs <= HAND_OVER_MAX_MS)) {
    return {
      ok: false,
      code: "FACE_TOO_OLD",
      reason: `Writing the decision down took ${seconds(tookMs)}; it may take ${seconds(HAND_OVER_MAX_MS)}.`,
    };
  }
  if (state.lockdown && decision.endsLockdown !== true) {
    return { ok: false, code: "LOCKDOWN", reason: "A lockdown has begun meanwhile." };
  }
  // A connection that is newer than the decision may lead to another broker, and nobody has listened for twins there.
  if (state.brokerSinceT === null || state.brokerSinceT > decision.t || state.twin !== null) {
    return {
      ok: false,
      code: "BROKER_AWAY",
      reason: "The connection to the MQTT broker was lost meanwhile.",
    };
  }
  for (const face of decision.faces) {
    const unpassed = challengeLapsed(decision, face, at.now);
    if (unpassed !== null) return { ok: false, code: "CHALLENGE_FAILED", reason: unpassed };
    const recognised = state.faces.some(
      (event) =>
        event.camera === face.event.camera &&
        event.track === face.event.track &&
        // Who has passed a challenge is known by just that recognition.
        (face.factor.challenge === null || event.id === face.event.id),
    );
    const problem = recognised
      ? whoIsThere(face, { state, ...at })
      : (["NOT_IN_VIEW", `${face.event.person} is not in view of ${face.event.camera} any more.`] as const);
    if (problem !== null) return { ok: false, code: problem[0], reason: problem[1] };
  }
  return { ok: true };
}

/** A challenge that the policy wants was passed, by this recognition and just now; if not, what is wrong. */
function challengeLapsed({ passes }: Allowed, { factor, event }: FaceProof, now: Instant): string | null {
  if (factor.challenge === null) return null;
  const pass = passes.find(({ kind, face }) => kind === factor.challenge && face === event.id);
  const ageMs = pass === undefined ? Number.NaN : now.t - pass.t;
  if (ageMs >= 0 && ageMs <= PASS_AT_WIRE_MS) return null;
  return `The challenge that ${event.person} passed is too long ago.`;
}
