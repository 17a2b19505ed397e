import type { FaceProof } from "../decision.ts";
import type { Hearing } from "../face.ts";
import { seconds } from "../phrases.ts";
import type { ChallengeKind, GuardPolicies } from "../policy.ts";
import type { GuardState } from "../state.ts";
import type { Obstacle } from "./challenge.ts";

/** Why a person cannot be asked now. */
export function obstacleTo(kind: ChallengeKind, proof: FaceProof, hearing: Hearing): Obstacle {
  const { state, policies, now, simulated } = hearing;
  const { camera, person } = proof.event;
  if (!policies.speaks) {
    return [
      "CHALLENGE_UNAVAILABLE",
      `${person} cannot be asked: Gatehouse has no voice there (voice.reply).`,
    ];
  }
  if (kind === "say-code" && microphonesNear(camera, { state, policies, simulated }).length === 0) {
    return ["CHALLENGE_UNAVAILABLE", `No microphone near ${camera} can hear an answer right now.`];
  }
  if (state.challenges.running.has(camera)) {
    return ["CHALLENGE_RUNNING", `Somebody is being asked at ${camera} already, for another request.`];
  }
  const leftMs = (state.challenges.setbacks.get(camera)?.untilT ?? 0) - now.t;
  if (leftMs <= 0) return null;
  return [
    "CHALLENGE_BACK_OFF",
    `A challenge has failed at ${camera}; the next one is possible in ${seconds(leftMs)}.`,
  ];
}

/** The microphones whose answers count at a camera. */
export function microphonesNear(
  camera: string,
  {
    state,
    policies,
    simulated,
  }: { readonly state: GuardState; readonly policies: GuardPolicies; readonly simulated: boolean },
): string[] {
  return Object.entries(policies.microphones)
    .filter(
      ([name, { near, replay }]) =>
        near.includes(camera) && (simulated || !replay) && !state.lostMicrophones.has(name),
    )
    .map(([name]) => name);
}
