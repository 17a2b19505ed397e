import { CANCEL_INTENT } from "./built-in.ts";
import type { Expectation } from "./grammar.ts";
import type { Verdict } from "./verdict.ts";

/** How long after the wake phrase a command may begin. */
export const AWAKE_MS = 5_000;

/** Where a microphone is in its conversation. */
export interface Dialogue {
  /** A command that begins before this moment (ms since boot) needs no wake phrase; null: asleep. */
  readonly awakeUntilT: number | null;
  /** How long it stays awake when Gatehouse has spoken. */
  readonly forMs: number;
  /** It is awake only because a command was just heard: whoever speaks need not mean Gatehouse. */
  readonly followUp: boolean;
}

export const ASLEEP: Dialogue = { awakeUntilT: null, forMs: 0, followUp: false };

/** What has to be said first, and what may follow. */
export interface Terms {
  /** A command needs a wake phrase or a button before it. */
  readonly needsWake: boolean;
  /** How long after a command another one needs none, ms; 0: never. */
  readonly followUpMs: number;
}

/** One judged utterance and when it was said. */
export interface Said {
  readonly verdict: Verdict;
  readonly startT: number;
  readonly endT: number;
}

/** What has to be reported of an utterance, in this order. */
export type Report = "woken" | "commanded" | "rejected";

/** Awake for `forMs` from `t` (ms since boot) on: somebody has pressed a button, or said the wake phrase. */
export function awakeFor(t: number, forMs: number = AWAKE_MS): Dialogue {
  return { awakeUntilT: t + forMs, forMs, followUp: false };
}

/** Whether an utterance that began at `startT` is awaited as a command. */
export function isAwake(dialogue: Dialogue, startT: number): boolean {
  return dialogue.awakeUntilT !== null && startT <= dialogue.awakeUntilT;
}

/** Whether whoever spoke had called Gatehouse, by the wake phrase or a button; a command before does not call for the next one. */
export function isCalled(dialogue: Dialogue, { verdict, startT }: Pick<Said, "verdict" | "startT">): boolean {
  if ("wakeEndMs" in verdict && verdict.wakeEndMs !== null) return true;
  return !dialogue.followUp && isAwake(dialogue, startT);
}

/** What an utterance that began at `startT` may be. */
export function expectationOf(
  dialogue: Dialogue,
  said: { readonly startT: number; readonly needsWake: boolean },
): Expectation {
  return said.needsWake && !isAwake(dialogue, said.startT) ? "addressed" : "command";
}

/**
 * The verdict as far as the conversation lets it stand: what opens or disarms is never a follow-up. Behind another command
 * people talk to each other, and nobody has said that this one is meant for Gatehouse.
 */
export function standing(
  dialogue: Dialogue,
  { verdict, startT }: Said,
  terms: { readonly needsWake: boolean; readonly guardedIntents: readonly string[] },
): Verdict {
  const isFollowUp = terms.needsWake && dialogue.followUp && isAwake(dialogue, startT);
  if (!isFollowUp || verdict.kind !== "commanded" || verdict.wakeEndMs !== null) return verdict;
  if (!terms.guardedIntents.includes(verdict.intent)) return verdict;
  const { sentence, llr } = verdict;
  return { kind: "rejected", wakeEndMs: null, reason: "no-wake-phrase", sentence, llr };
}

/**
 * The next state and what to report. Speech that is not for Gatehouse is not reported; a phrase that was recognised and
 * a command that failed are, so that whoever spoke can learn why nothing happened.
 */
export function advance(
  dialogue: Dialogue,
  said: Said,
  terms: Terms,
): { readonly dialogue: Dialogue; readonly reports: readonly Report[] } {
  const { verdict, startT, endT } = said;
  const awake = isAwake(dialogue, startT);
  const stay = awake ? dialogue : ASLEEP;
  switch (verdict.kind) {
    case "nothing":
      return { dialogue: stay, reports: [] };
    case "woken":
      return { dialogue: awakeFor(endT), reports: ["woken"] };
    case "commanded": {
      const next = verdict.intent === CANCEL_INTENT ? ASLEEP : followUpOf(endT, terms);
      if (verdict.wakeEndMs !== null) return { dialogue: next, reports: ["woken", "commanded"] };
      return awake || !terms.needsWake
        ? { dialogue: next, reports: ["commanded"] }
        : { dialogue: stay, reports: [] };
    }
    case "rejected":
      if (verdict.wakeEndMs !== null) return { dialogue: awakeFor(endT), reports: ["woken", "rejected"] };
      return { dialogue: stay, reports: isWorthTelling(verdict, stay, terms) ? ["rejected"] : [] };
  }
}

function followUpOf(endT: number, { needsWake, followUpMs }: Terms): Dialogue {
  if (!needsWake || followUpMs === 0) return ASLEEP;
  return { awakeUntilT: endT + followUpMs, forMs: followUpMs, followUp: true };
}

/** Behind a command people may talk about something else: only a command that has to be said anew is told. */
function isWorthTelling(
  { reason }: Extract<Verdict, { kind: "rejected" }>,
  { awakeUntilT, followUp }: Dialogue,
  { needsWake }: Terms,
): boolean {
  if (awakeUntilT === null) return !needsWake && reason === "unsure";
  return !followUp || reason === "no-wake-phrase";
}

/**
 * Gatehouse speaks until `untilT` (it may have thought `beforeT`): whoever woke it gets the whole time for the command
 * afterwards.
 */
export function holdWhileDeaf(
  dialogue: Dialogue,
  speech: { readonly nowT: number; readonly untilT: number; readonly beforeT: number },
): Dialogue {
  const { awakeUntilT, forMs } = dialogue;
  if (awakeUntilT === null || !isAwake(dialogue, speech.nowT)) return dialogue;
  const held = awakeUntilT === speech.beforeT + forMs;
  const afterSpeech = speech.untilT + forMs;
  return { ...dialogue, awakeUntilT: held ? afterSpeech : Math.max(awakeUntilT, afterSpeech) };
}
