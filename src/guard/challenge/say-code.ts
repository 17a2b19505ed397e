import type { SpokenAnswer } from "../../events/spoken-answer.ts";
import type { Instant } from "../../runtime/clock.ts";
import { seconds } from "../phrases.ts";
import {
  missed,
  questionOf,
  type Awaiting,
  type Challenge,
  type Failure,
  type SayCode,
} from "./challenge.ts";
import type { Facts } from "./passed.ts";
import type { CodeTools } from "./code-tools.ts";
import {
  ANSWER_BEGINS_WITHIN_MS,
  ANSWER_LASTS_MAX_MS,
  MOUTH_GAP_MAX_MS,
  VERDICT_WITHIN_MS,
} from "./measures.ts";
import { longestGapMs } from "./watch.ts";

/** How a task stands: still open, done at `doneT` (ms since boot), or failed. */
export type TaskVerdict =
  | { readonly outcome: "open" }
  | { readonly outcome: "done"; readonly doneT: number; readonly facts: Facts }
  | { readonly outcome: "failed"; readonly failure: Failure };

export const OPEN: TaskVerdict = { outcome: "open" };

/**
 * The task with one more answer, if it counts: to this very attempt, of a microphone that is asked, begun after the prompt was
 * over and soon enough, not from the future. The first of each microphone counts; there is no second guess.
 */
export function withAnswer(challenge: Challenge, answer: SpokenAnswer, nowT: number): SayCode | null {
  const { task, stage } = challenge;
  if (task.kind !== "say-code" || stage.name !== "awaiting") return null;
  if (answer.question !== questionOf(challenge)) return null;
  if (!challenge.microphones.includes(answer.microphone)) return null;
  if (task.answers.some(({ microphone }) => microphone === answer.microphone)) return null;
  const beginsMs = answer.startT - stage.sinceT;
  const lastsMs = answer.endT - answer.startT;
  if (!(beginsMs > 0 && beginsMs <= ANSWER_BEGINS_WITHIN_MS)) return null;
  if (!(lastsMs > 0 && lastsMs <= ANSWER_LASTS_MAX_MS && answer.endT <= nowT)) return null;
  return { ...task, answers: [...task.answers, answer] };
}

/** A challenge at which a code is awaited. */
interface Asked {
  readonly challenge: Challenge;
  readonly task: SayCode;
  readonly stage: Awaiting;
}

/** Whether the code has been spoken by the face that is watched. Pictures of the whole answer have to be there first. */
export function judgeSaying(
  asked: Asked,
  { tools, now }: { readonly tools: CodeTools; readonly now: Instant },
): TaskVerdict {
  const { challenge, task, stage } = asked;
  const heard = task.answers.filter(({ microphone }) => challenge.microphones.includes(microphone));
  const failures: Failure[] = [];
  for (const answer of heard) {
    if (challenge.watch.seenT < answer.endT) continue;
    const judged = judgeAnswer(answer, asked, tools);
    if ("doneT" in judged) return { outcome: "done", ...judged };
    failures.push(judged);
  }
  const [first] = failures;
  if (first !== undefined && failures.length === challenge.microphones.length)
    return { outcome: "failed", failure: first };
  const untilT = stage.sinceT + ANSWER_BEGINS_WITHIN_MS + ANSWER_LASTS_MAX_MS + VERDICT_WITHIN_MS;
  // Nobody begins to answer after that; what has begun by then may take its time.
  const isQuiet = heard.length === 0 && now.t > stage.sinceT + ANSWER_BEGINS_WITHIN_MS + VERDICT_WITHIN_MS;
  if (now.t <= untilT && !isQuiet) return OPEN;
  const why = `Nobody said the code within ${seconds(ANSWER_BEGINS_WITHIN_MS)}.`;
  return { outcome: "failed", failure: first ?? missed(why) };
}

function judgeAnswer(
  answer: SpokenAnswer,
  { challenge, task: { phrase }, stage: { promptT, sinceT } }: Asked,
  tools: CodeTools,
): { readonly doneT: number; readonly facts: Facts } | Failure {
  const { watch, proof } = challenge;
  const gapMs = longestGapMs(watch.samples, "opening", { fromT: promptT, untilT: answer.endT });
  const facts = { microphone: answer.microphone, code: phrase, heard: answer.phrase, llr: answer.llr };
  const { person } = proof.event;
  if (gapMs > MOUTH_GAP_MAX_MS)
    return missed(`The face of ${person} could not be seen for ${seconds(gapMs)} of it.`, {
      ...facts,
      gapMs,
    });
  const spoken = tools.isCodeSpoken(answer, phrase);
  if (!spoken.ok) return missed(`The code was not said: ${spoken.why ?? "it was something else"}.`, facts);
  const mouth = watch.samples.map(({ t, opening }) => ({ t, opening }));
  const { agrees, why, ...measured } = tools.mouthFollowsSound(mouth, answer, promptT);
  const all = { ...facts, lead: answer.lead, ...measured, gapMs };
  if (!agrees) {
    return missed(`The mouth of ${person} did not move with what was said: ${why ?? "it was still"}.`, all);
  }
  return { doneT: answer.endT, facts: { ...all, afterPromptMs: answer.startT - sinceT } };
}
