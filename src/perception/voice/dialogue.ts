import type { Expectation } from "./grammar.ts";
import type { Verdict } from "./verdict.ts";

/** How long after the wake phrase a command may begin. */
export const AWAKE_MS = 5_000;

/** Where a microphone is in its conversation. */
export interface Dialogue {
  /** A command that begins before this moment (ms since boot) needs no wake phrase; null: asleep. */
  readonly awakeUntilT: number | null;
}

export const ASLEEP: Dialogue = { awakeUntilT: null };

/** One judged utterance and when it was said. */
export interface Said {
  readonly verdict: Verdict;
  readonly startT: number;
  readonly endT: number;
}

/** What has to be reported of an utterance, in this order. */
export type Report = "woken" | "commanded" | "rejected";

/** Whether an utterance that began at `startT` is awaited as a command. */
export function isAwake(dialogue: Dialogue, startT: number): boolean {
  return dialogue.awakeUntilT !== null && startT <= dialogue.awakeUntilT;
}

/** What an utterance that began at `startT` may be. */
export function expectationOf(
  dialogue: Dialogue,
  said: { readonly startT: number; readonly needsWake: boolean },
): Expectation {
  return said.needsWake && !isAwake(dialogue, said.startT) ? "addressed" : "command";
}

/**
 * The next state and what to report. Speech that is not for Gatehouse is not reported; a phrase that was recognised and
 * a command that failed are, so that whoever spoke can learn why nothing happened.
 */
export function advance(
  dialogue: Dialogue,
  said: Said,
  needsWake: boolean,
): { readonly dialogue: Dialogue; readonly reports: readonly Report[] } {
  const { verdict, startT, endT } = said;
  const awake = isAwake(dialogue, startT);
  const stay = awake ? dialogue : ASLEEP;
  const nowAwake: Dialogue = { awakeUntilT: endT + AWAKE_MS };
  switch (verdict.kind) {
    case "nothing":
      return { dialogue: stay, reports: [] };
    case "woken":
      return { dialogue: nowAwake, reports: ["woken"] };
    case "commanded":
      if (verdict.wakeEndMs !== null) return { dialogue: ASLEEP, reports: ["woken", "commanded"] };
      return awake || !needsWake
        ? { dialogue: ASLEEP, reports: ["commanded"] }
        : { dialogue: stay, reports: [] };
    case "rejected":
      if (verdict.wakeEndMs !== null) return { dialogue: nowAwake, reports: ["woken", "rejected"] };
      if (awake) return { dialogue: stay, reports: ["rejected"] };
      return { dialogue: stay, reports: needsWake || verdict.reason !== "unsure" ? [] : ["rejected"] };
  }
}

/**
 * Gatehouse speaks until `untilT` (it may have thought `beforeT`): whoever woke it gets the whole time for the command
 * afterwards.
 */
export function holdWhileDeaf(
  dialogue: Dialogue,
  speech: { readonly nowT: number; readonly untilT: number; readonly beforeT: number },
): Dialogue {
  const { awakeUntilT } = dialogue;
  if (awakeUntilT === null || !isAwake(dialogue, speech.nowT)) return dialogue;
  const held = awakeUntilT === speech.beforeT + AWAKE_MS;
  const afterSpeech = speech.untilT + AWAKE_MS;
  return { awakeUntilT: held ? afterSpeech : Math.max(awakeUntilT, afterSpeech) };
}
