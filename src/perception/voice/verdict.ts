import { interpret, type Grammar } from "./grammar.ts";
import { utteranceRatio, wordsRatio } from "./likelihood.ts";
import type { Slots } from "./matcher.ts";
import type { Recognition } from "./ports.ts";

/** Least log-likelihood ratios, see `likelihood.ts`. */
export interface Thresholds {
  readonly accept: number;
  /** For intents that open or disarm. */
  readonly acceptGuarded: number;
}

export interface JudgeContext {
  readonly grammar: Grammar;
  readonly thresholds: Thresholds;
  readonly guardedIntents: readonly string[];
}

/** What an utterance turns out to be. `woken`: it carries the wake phrase; `wakeEndMs`: where that ends. */
export type Verdict =
  | { readonly kind: "nothing" }
  | { readonly kind: "woken"; readonly llr: number; readonly wakeEndMs: number }
  | {
      readonly kind: "commanded";
      readonly wakeEndMs: number | null;
      readonly sentence: string;
      readonly intent: string;
      readonly slots: Slots;
      readonly llr: number;
    }
  | {
      readonly kind: "rejected";
      readonly wakeEndMs: number | null;
      readonly reason: "no-wake-phrase" | "not-a-command" | "unsure";
      readonly sentence: string;
      readonly llr: number;
    };

/**
 * Least ratio of the wake phrase by its own frames. Measured with synthesised voices: genuine ones reach −9 and more,
 * "hey penthouse" at most −17; whole other sentences stay below −40.
 */
const WAKE_RATIO = -15;
/** Below this the best command is not even like what was said. */
const ALIKE_RATIO = -20;

/** Decides what a recognition amounts to. Pure. */
export function judge(recognition: Recognition, context: JudgeContext): Verdict {
  const { words } = recognition;
  const whole = recognition.afterOtherSpeech ? wordsRatio(words) : utteranceRatio(recognition);
  if (whole === null) return { kind: "nothing" };
  const { accept, acceptGuarded } = context.thresholds;
  const sentence = words.map(({ word }) => word).join(" ");
  const meaning = interpret(
    context.grammar,
    words.map(({ word }) => word),
  );
  const wake = words.slice(0, meaning.wakeWords);
  const wakeRatio = wordsRatio(wake);
  if (
    wakeRatio !== null &&
    wakeRatio < Math.max(WAKE_RATIO, recognition.afterOtherSpeech ? accept : -Infinity)
  )
    return { kind: "rejected", wakeEndMs: null, reason: "no-wake-phrase", sentence, llr: whole };
  const wakeEndMs = wake.at(-1)?.endMs ?? null;
  const { command } = meaning;
  if (command === null) {
    if (wakeEndMs !== null && whole >= accept) return { kind: "woken", llr: whole, wakeEndMs };
    return { kind: "rejected", wakeEndMs, reason: "not-a-command", sentence, llr: whole };
  }
  const own = wordsRatio(words.slice(meaning.wakeWords)) ?? -Infinity;
  const least = context.guardedIntents.includes(command.intent) ? acceptGuarded : accept;
  if (whole >= least && own >= accept) return { kind: "commanded", wakeEndMs, ...command, llr: whole };
  const reason = Math.min(whole, own) < ALIKE_RATIO ? "not-a-command" : "unsure";
  // The ratio that fell short: the whole utterance's, or that of the command's own words.
  return {
    kind: "rejected",
    wakeEndMs,
    reason,
    sentence: command.sentence,
    llr: whole < least ? whole : own,
  };
}
