import type { Request } from "../../events/action.ts";
import type { GatehouseEvent } from "../../events/catalogue.ts";
import { denied, type DenialCode, type FaceProof } from "../decision.ts";
import type { GuardInput } from "../observe.ts";
import type { GuardState } from "../state.ts";
import { trackKey } from "../track-key.ts";
import { advance, seen, type Surroundings } from "./advance.ts";
import {
  isOpen,
  over,
  type Challenge,
  type Challenges,
  type ChallengeStep,
  type Failure,
  type Order,
} from "./challenge.ts";
import { passOf } from "./drafts.ts";
import {
  BACK_OFF_MAX_MS,
  BACK_OFF_MS,
  FAILURES_FORGOTTEN_MS,
  JOURNAL_WITHIN_MS,
  PASS_VALID_MS,
} from "./measures.ts";
import { begin, drawTask, fail } from "./moves.ts";
import { beginWatch } from "./watch.ts";

/** The guard after something happened to its challenges, and what is to be done, in order. */
export interface ChallengesStep {
  readonly state: GuardState;
  readonly orders: readonly Order[];
}

/** Begins the challenge that `request` waits for; nothing else runs at that camera (see `obstacleTo`). */
export function issue(
  wanted: {
    readonly id: string;
    readonly request: Request;
    readonly proof: FaceProof;
    readonly kind: Challenge["kind"];
  },
  microphones: readonly string[],
  around: Surroundings,
): ChallengesStep {
  const { now } = around;
  const challenge: Challenge = {
    ...wanted,
    microphones,
    issuedT: now.t,
    attempt: 1,
    prompts: 0,
    task: drawTask(wanted.kind, around),
    stage: { name: "resting", sinceT: now.t },
    watch: beginWatch(now.t),
  };
  return applied(around, [begin(challenge, now)]);
}

/** The guard's challenges after one more fact that `around.state` has learnt already. */
export function advanceAll(input: GuardInput, around: Surroundings): ChallengesStep {
  const running = [...around.state.challenges.running.values()];
  const steps = running.filter(isOpen).map((challenge) => advance(challenge, input, around));
  const stepped = applied(around, steps);
  const closed = running.filter((challenge) => !isOpen(challenge));
  return closed.reduce<ChallengesStep>((before, challenge) => {
    const { state, orders } = closing(challenge, input, { ...around, state: before.state });
    return { state, orders: [...before.orders, ...orders] };
  }, stepped);
}

/** Ends every challenge that `concerns`, by default all: also one whose passing is not in the journal yet. */
export function endAll(
  why: string,
  around: Surroundings,
  concerns: (challenge: Challenge) => boolean = () => true,
): ChallengesStep {
  const running = [...around.state.challenges.running.values()].filter(concerns);
  const ended = applied(
    around,
    running.filter(isOpen).map((challenge) => fail(challenge, over(why), around)),
  );
  return running
    .filter(({ stage }) => stage.name === "passed")
    .reduce<ChallengesStep>(({ state, orders }, challenge) => {
      const next = gone(challenge, over(why), state);
      return { state: next.state, orders: [...orders, ...next.orders] };
    }, ended);
}

function applied({ state, now }: Surroundings, steps: readonly ChallengeStep[]): ChallengesStep {
  const running = new Map(state.challenges.running);
  let challenges: Challenges = { ...state.challenges, running };
  for (const { challenge } of steps) {
    running.set(challenge.proof.event.camera, challenge);
    if (challenge.stage.name === "failed") challenges = setBack(challenges, challenge, now.t);
  }
  return { state: { ...state, challenges }, orders: steps.flatMap(({ orders }) => orders) };
}

/** Nobody may try again and again: each failure at a camera doubles the wait. */
function setBack(challenges: Challenges, challenge: Challenge, t: number): Challenges {
  const { camera } = challenge.proof.event;
  const before = challenges.setbacks.get(camera);
  const isRecent = before !== undefined && t - before.untilT <= FAILURES_FORGOTTEN_MS;
  const failures = (isRecent ? before.failures : 0) + 1;
  const waitMs = Math.min(BACK_OFF_MS * 2 ** (failures - 1), BACK_OFF_MAX_MS);
  return {
    ...challenges,
    setbacks: new Map(challenges.setbacks).set(camera, { failures, untilT: t + waitMs }),
  };
}

/**
 * A challenge that is over waits for its event to be in the journal; then its request is judged. Until then the person who
 * has passed it must not leave: somebody else may come back.
 */
function closing(before: Challenge, input: GuardInput, { state, now }: Surroundings): ChallengesStep {
  const watched = before.stage.name === "passed" ? seen(before, input) : before;
  if ("why" in watched) return gone(before, watched, state);
  const challenge = watched;
  const { stage, request, proof } = challenge;
  if (stage.name !== "passed" && stage.name !== "failed") return { state, orders: [] };
  const event = input.kind === "event" ? endOf(challenge, input.event, state) : null;
  const isLost = now.t - stage.t > JOURNAL_WITHIN_MS;
  if (event === null && !isLost) {
    const running = new Map(state.challenges.running).set(proof.event.camera, challenge);
    return { state: { ...state, challenges: { ...state.challenges, running } }, orders: [] };
  }
  const challenges = without(state.challenges, challenge);
  if (stage.name === "passed" && event !== null && !isLost) {
    const { t, facts } = stage;
    const setbacks = new Map(challenges.setbacks);
    setbacks.delete(proof.event.camera);
    const kept = challenges.passed.filter((other) => now.t - other.t <= PASS_VALID_MS);
    const passed = [...kept, passOf(challenge, { event: event.id, t, facts })];
    const next = { ...state, challenges: { ...challenges, passed, setbacks } };
    return { state: next, orders: [{ kind: "judge", request, denial: null }] };
  }
  return { state: { ...state, challenges }, orders: [denial(challenge, event)] };
}

/** Who has passed it was not in view without a break until it could count. */
function gone(challenge: Challenge, { why }: Failure, state: GuardState): ChallengesStep {
  const denial = denied("CHALLENGE_FAILED", `What was done when asked does not count any more. ${why}`);
  return {
    state: { ...state, challenges: without(state.challenges, challenge) },
    orders: [{ kind: "judge", request: challenge.request, denial }],
  };
}

function without(challenges: Challenges, { proof }: Challenge): Challenges {
  const running = new Map(challenges.running);
  running.delete(proof.event.camera);
  return { ...challenges, running };
}

/** The journalled event that says how this challenge ended, if this is it. */
function endOf(
  { id, stage }: Challenge,
  event: GatehouseEvent,
  { run, boot }: GuardState,
): GatehouseEvent | null {
  if (event.run !== run || event.boot !== boot) return null;
  if (event.name === "challenge.passed")
    return stage.name === "passed" && event.challenge === id ? event : null;
  if (event.name !== "challenge.failed") return null;
  return stage.name === "failed" && event.challenge === id && event.last ? event : null;
}

function denial({ request, stage, proof, kind }: Challenge, event: GatehouseEvent | null): Order {
  const { camera, track, run, person } = proof.event;
  const code: DenialCode = "CHALLENGE_FAILED";
  if (stage.name !== "failed") {
    const reason = "That the challenge was passed could not be written down, so it does not count.";
    return { kind: "judge", request, denial: denied(code, reason) };
  }
  const asked = kind === "say-code" ? "say a code" : "turn the head";
  const reason = `${person} was asked to ${asked}, and that was not passed. ${stage.failure.why}`;
  const facts = { challenge: kind, camera, track: trackKey(run, track), person, ...stage.failure.facts };
  const evidence = event === null ? [] : [{ event: event.id, kind: "challenge" as const, facts }];
  return { kind: "judge", request, denial: denied(code, reason, evidence) };
}
