import type { PassedChallenge } from "../../src/guard/challenge/passed.ts";
import type { GuardInput } from "../../src/guard/observe.ts";
import type { GuardPolicies } from "../../src/guard/policy.ts";
import type { GuardState } from "../../src/guard/state.ts";
import * as world from "./guard-world.ts";

/** The recognition on which Ana's challenge hung. */
const ana = world.recognized({ id: "face-of-ana" });

/** Ana said the code for the request `asked` 100 ms before `NOW_T`. */
export function passedChallenge(changes: Partial<PassedChallenge> = {}): PassedChallenge {
  return {
    challenge: "challenge-1",
    event: "told-1",
    request: "asked",
    kind: "say-code",
    face: ana.id,
    camera: ana.camera,
    track: `${world.RUN}/${ana.track}`,
    person: ana.person,
    issuedT: world.NOW_T - 400,
    t: world.NOW_T - 100,
    facts: {},
    ...changes,
  };
}

/** A house whose lock wants a code. */
export const askingPolicies: GuardPolicies = world.lockedBy([
  world.faceFactor({ challenge: "say-code", acceptsReplay: false }),
]);

/** The guard when Ana stands at the door and these challenges have been passed. */
export function guardWithPasses(
  passed: readonly PassedChallenge[],
  seen: readonly GuardInput[] = anaStands,
): GuardState {
  const state = world.guardAfter(seen);
  return { ...state, challenges: { ...state.challenges, passed } };
}

/** What the guard has learnt of Ana. */
export const anaStands: readonly GuardInput[] = [
  { kind: "broker", connectedSinceT: world.NOW_T - 60_000 },
  { kind: "event", event: ana },
  { kind: "sighting", sighting: world.sighting(), t: world.NOW_T - 50 },
];
