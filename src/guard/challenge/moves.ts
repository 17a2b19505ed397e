import type { Instant } from "../../runtime/clock.ts";
import { questionOf, type Challenge, type ChallengeStep, type Failure, type Order } from "./challenge.ts";
import type { Facts } from "./passed.ts";
import type { CodeTools } from "./code-tools.ts";
import { failedDraft, issuedDraft, passedDraft } from "./drafts.ts";
import {
  ANSWER_BEGINS_WITHIN_MS,
  ATTEMPTS,
  ATTENTION_FPS,
  CHALLENGE_MAX_MS,
  PROMPT_MAX_MS,
} from "./measures.ts";
import { drawTurns } from "./turn-head.ts";
import { FAILED_TEXT, promptText } from "./wording.ts";

/** What an attempt is drawn and dated with. */
interface Drawing {
  readonly now: Instant;
  readonly random: () => number;
  readonly tools: CodeTools;
}

/** What is to be done, drawn anew. */
export function drawTask(kind: Challenge["kind"], { random, tools }: Drawing): Challenge["task"] {
  if (kind === "turn-head") return drawTurns(random);
  const { phrase, candidates } = tools.drawCode(random);
  return { kind: "say-code", phrase, candidates, answers: [] };
}

/** Begins an attempt: a code is asked for at once, a turn once it is known how the head rests. */
export function begin(challenge: Challenge, now: Instant): ChallengeStep {
  const orders: Order[] = [{ kind: "tell", draft: issuedDraft(challenge, now) }, attend(challenge, now.t)];
  if (challenge.kind === "turn-head")
    return { challenge: { ...challenge, stage: { name: "resting", sinceT: now.t } }, orders };
  const next = prompt(challenge, now);
  return { ...next, orders: [...orders, ...next.orders] };
}

/** Has the person asked. */
export function prompt(challenge: Challenge, now: Instant): ChallengeStep {
  const prompts = challenge.prompts + 1;
  const next: Challenge = { ...challenge, prompts, stage: { name: "prompting", promptT: now.t } };
  const text = promptText(next);
  return { challenge: next, orders: [{ kind: "speak", challenge: next.id, prompt: prompts, text }] };
}

/** The prompt that began at `promptT` was over at `t`: what is asked for counts from now on. */
export function spoken(challenge: Challenge, promptT: number, t: number): ChallengeStep {
  const { task } = challenge;
  const next: Challenge = { ...challenge, stage: { name: "awaiting", promptT, sinceT: t } };
  if (task.kind !== "say-code") return { challenge: next, orders: [] };
  const untilT = t + ANSWER_BEGINS_WITHIN_MS;
  return { challenge: next, orders: [listen(next, task.candidates, { fromT: t, untilT })] };
}

/** It is passed; it counts once that is in the journal. */
export function pass(challenge: Challenge, facts: Facts, now: Instant): ChallengeStep {
  const over: Challenge = { ...challenge, stage: { name: "passed", t: now.t, facts } };
  return {
    challenge: over,
    orders: [{ kind: "tell", draft: passedDraft(challenge, facts, now) }, ...ended(challenge, now)],
  };
}

/** The attempt has failed: another one begins, with another code or other turns, or the challenge has failed. */
export function fail(challenge: Challenge, failure: Failure, around: Drawing): ChallengeStep {
  const { now } = around;
  const isLast = !failure.again || challenge.attempt >= ATTEMPTS;
  const told = withAsked(challenge, failure);
  const orders: Order[] = [
    { kind: "tell", draft: failedDraft(challenge, { failure: told, isLast }, now) },
    ...ended(challenge, now),
  ];
  if (!isLast) {
    const { attempt, kind } = challenge;
    const next = begin({ ...challenge, attempt: attempt + 1, task: drawTask(kind, around) }, now);
    return { challenge: next.challenge, orders: [...orders, ...next.orders] };
  }
  const { id, prompts } = challenge;
  if (failure.again) orders.push({ kind: "speak", challenge: id, prompt: prompts + 1, text: FAILED_TEXT });
  return { challenge: { ...challenge, stage: { name: "failed", t: now.t, failure: told } }, orders };
}

/** More pictures, for as long as it can last. */
export function attend({ proof }: Challenge, t: number): Order {
  return {
    kind: "attend",
    camera: proof.event.camera,
    fps: ATTENTION_FPS,
    untilT: t + PROMPT_MAX_MS + CHALLENGE_MAX_MS / 2,
  };
}

/** What was asked may be known now that it is over. */
function withAsked({ task }: Challenge, failure: Failure): Failure {
  const asked = task.kind === "say-code" ? { code: task.phrase } : { turns: task.turns.join(", ") };
  return { ...failure, facts: { ...asked, ...failure.facts } };
}

function ended(challenge: Challenge, { t }: Instant): Order[] {
  const { camera } = challenge.proof.event;
  const quiet: Order = { kind: "attend", camera, fps: ATTENTION_FPS, untilT: t };
  return challenge.kind === "say-code" ? [quiet, listen(challenge, [], { fromT: t, untilT: t })] : [quiet];
}

function listen(
  challenge: Challenge,
  phrases: readonly string[],
  { fromT, untilT }: { readonly fromT: number; readonly untilT: number },
): Order {
  const { microphones } = challenge;
  return { kind: "listen", microphones, question: questionOf(challenge), phrases, fromT, untilT };
}
