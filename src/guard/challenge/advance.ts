import type { Sighting } from "../../events/sighting.ts";
import type { Instant } from "../../runtime/clock.ts";
import { notAlone, whoIsThere } from "../face-in-view.ts";
import type { GuardInput } from "../observe.ts";
import type { GuardPolicies } from "../policy.ts";
import type { GuardState } from "../state.ts";
import { over, type Challenge, type ChallengeStep, type Failure } from "./challenge.ts";
import type { CodeTools } from "./code-tools.ts";
import { attend, fail, pass, prompt, spoken } from "./moves.ts";
import {
  BASELINE_MS,
  CHALLENGE_MAX_MS,
  PROMPT_MAX_MS,
  RECOGNISED_WITHIN_MS,
  SILENT_CAMERA_MS,
} from "./measures.ts";
import { judgeSaying, withAnswer, type TaskVerdict } from "./say-code.ts";
import { judgeTurn, restingYaw } from "./turn-head.ts";
import { watchSighting } from "./watch.ts";

/** What a challenge goes on in. `state` has learnt the input already. */
export interface Surroundings {
  readonly state: GuardState;
  readonly policies: GuardPolicies;
  readonly now: Instant;
  readonly random: () => number;
  readonly tools: CodeTools;
}

/** An open challenge after one more fact. Pure but for what `random` gives. Whatever is lost, late or unclear fails it. */
export function advance(challenge: Challenge, input: GuardInput, around: Surroundings): ChallengeStep {
  const watched = seen(challenge, input);
  if ("why" in watched) return fail(challenge, watched, around);
  const present = { ...watched, microphones: hearing(watched, around.state) };
  const broken = disturbance(present, input, around);
  if (broken !== null) return fail(present, broken, around);
  const next = said(present, input, around.now);
  return "why" in next ? fail(present, next, around) : goOn(next, around);
}

/** The challenge after what its camera has shown; a failure if that may not be the same person any more. */
export function seen(challenge: Challenge, input: GuardInput): Challenge | Failure {
  const { proof, task } = challenge;
  const shown = shownBy(input, proof.event.camera);
  if (shown === null) return challenge;
  const restYaw = task.kind === "turn-head" ? (task.baseline ?? 0) : 0;
  const watch = watchSighting(challenge.watch, shown, { proof, restYaw });
  return "why" in watch ? watch : { ...challenge, watch };
}

function shownBy(input: GuardInput, camera: string): Sighting | null {
  // A picture from the future has a broken time, and nothing can be concluded from it.
  if (input.kind !== "sighting" || input.sighting.t > input.t) return null;
  return input.sighting.camera === camera ? input.sighting : null;
}

function hearing({ microphones }: Challenge, { lostMicrophones }: GuardState): readonly string[] {
  return microphones.filter((microphone) => !lostMicrophones.has(microphone));
}

/** What ends a challenge whatever the person does; null if nothing does. */
function disturbance(challenge: Challenge, input: GuardInput, around: Surroundings): Failure | null {
  const { state, now } = around;
  const { event } = challenge.proof;
  const view = state.cameras.get(event.camera);
  if (view?.lost !== null) return over(`Camera ${event.camera} was lost.`);
  if (!state.faces.some(({ id }) => id === event.id))
    return over(`The face is not surely ${event.person}'s any more.`);
  if (challenge.kind === "say-code" && challenge.microphones.length === 0)
    return over("The microphone was lost.");
  const company = notAlone(challenge.proof, view);
  if (company !== null) return over(company[1]);
  if (now.t - challenge.watch.latestT > SILENT_CAMERA_MS)
    return over(`Camera ${event.camera} showed nothing for a while.`);
  if (now.t - challenge.issuedT > CHALLENGE_MAX_MS) return over("It took too long.");
  const { stage } = challenge;
  if (stage.name === "prompting" && now.t - stage.promptT > PROMPT_MAX_MS)
    return over("What was to be asked could not be said in time.");
  if (input.kind !== "unspoken" || promptTOf(challenge, input) === null) return null;
  return over(`What was to be asked could not be said: ${input.why}.`);
}

/** When the prompt began, if it is the one that is being said, ms since boot; null if it is another one. */
function promptTOf(
  { id, prompts, stage }: Challenge,
  input: { readonly challenge: string; readonly prompt: number },
): number | null {
  const isThis = input.challenge === id && input.prompt === prompts;
  return isThis && stage.name === "prompting" ? stage.promptT : null;
}

/** The challenge after what was said, by Gatehouse or by the person. */
function said(challenge: Challenge, input: GuardInput, now: Instant): ChallengeStep | Failure {
  if (input.kind === "spoken") {
    const promptT = promptTOf(challenge, input);
    if (promptT === null) return { challenge, orders: [] };
    // The end of speech cannot lie in the future, nor before its begin.
    const isPossible = input.t >= promptT && input.t <= now.t;
    return isPossible
      ? spoken(challenge, promptT, input.t)
      : over("The time of what was asked is not right.");
  }
  if (input.kind !== "answer") return { challenge, orders: [] };
  const task = withAnswer(challenge, input.answer, now.t);
  return { challenge: task === null ? challenge : { ...challenge, task }, orders: [] };
}

/** What follows from where it stands now. */
function goOn(step: ChallengeStep, around: Surroundings): ChallengeStep {
  const { challenge } = step;
  const next = progress(challenge, around);
  return { challenge: next.challenge, orders: [...step.orders, ...next.orders] };
}

function progress(challenge: Challenge, around: Surroundings): ChallengeStep {
  const { task, stage, watch } = challenge;
  switch (stage.name) {
    case "resting":
      return rested(challenge, stage.sinceT, around);
    case "awaiting": {
      const verdict =
        task.kind === "say-code"
          ? judgeSaying({ challenge, task, stage }, around)
          : judgeTurn(task, stage, watch);
      return judged(challenge, verdict, around);
    }
    case "recognising":
      return recognised(challenge, stage, around);
    case "prompting":
    case "passed":
    case "failed":
      return { challenge, orders: [] };
  }
}

/** The head's position is known once it was watched for a second. */
function rested(challenge: Challenge, sinceT: number, around: Surroundings): ChallengeStep {
  const { task, watch } = challenge;
  if (task.kind !== "turn-head" || watch.seenT - sinceT < BASELINE_MS) return { challenge, orders: [] };
  const baseline = restingYaw(watch.samples, watch.seenT);
  if (baseline === null) {
    const why = `${challenge.proof.event.person} did not look at the camera before the head was to be turned.`;
    return fail(challenge, over(why), around);
  }
  return prompt({ ...challenge, task: { ...task, baseline } }, around.now);
}

function judged(challenge: Challenge, verdict: TaskVerdict, around: Surroundings): ChallengeStep {
  if (verdict.outcome === "open") return { challenge, orders: [] };
  if (verdict.outcome === "failed") return fail(challenge, verdict.failure, around);
  const { task } = challenge;
  if (task.kind === "turn-head" && task.made + 1 < task.turns.length) {
    const next = prompt({ ...challenge, task: { ...task, made: task.made + 1 } }, around.now);
    return { ...next, orders: [attend(challenge, around.now.t), ...next.orders] };
  }
  const facts =
    task.kind === "say-code" ? verdict.facts : { turns: task.turns.join(", "), baselineYaw: task.baseline };
  const { doneT } = verdict;
  const done: Challenge = { ...challenge, stage: { name: "recognising", doneT, facts } };
  return progress(done, around);
}

/** The person has to be there as the policy wants it, and to have been seen well since the task was done. */
function recognised(
  challenge: Challenge,
  { doneT, facts }: Extract<Challenge["stage"], { name: "recognising" }>,
  around: Surroundings,
): ChallengeStep {
  const { proof } = challenge;
  const { now, state } = around;
  const tracks = state.cameras.get(proof.event.camera)?.latest?.tracks ?? [];
  const lookT = tracks.find(({ track }) => track === proof.event.track)?.lastLookT ?? null;
  const problem = whoIsThere(proof, around);
  if (problem === null && lookT !== null && lookT >= doneT) return pass(challenge, facts, now);
  if (now.t - doneT <= RECOGNISED_WITHIN_MS) return { challenge, orders: [] };
  const why = problem?.[1] ?? `${proof.event.person} was not seen well afterwards.`;
  return fail(challenge, over(why, facts), around);
}
