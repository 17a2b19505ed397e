import { interpret, type Grammar } from "./grammar.ts";
import { framesOf, utteranceRatio, wordsRatio } from "./likelihood.ts";
import type { Slots } from "./matcher.ts";
import type { RecognisedWord, Recognition } from "./ports.ts";

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
  /** Ratios of single intents instead of `accept`; for guarded intents only if they are stricter than `acceptGuarded`. */
  readonly acceptOf?: Readonly<Record<string, number>> | undefined;
}

/** A command as it was understood. */
interface Command {
  /** The words, without the wake phrase. */
  readonly sentence: string;
  readonly intent: string;
  readonly slots: Slots;
}

/** What an utterance turns out to be. `woken`: it carries the wake phrase; `wakeEndMs`: where that ends. */
export type Verdict =
  | { readonly kind: "nothing" }
  | { readonly kind: "woken"; readonly llr: number; readonly wakeEndMs: number }
  | (Command & {
      readonly kind: "commanded";
      readonly wakeEndMs: number | null;
      readonly llr: number;
    })
  | {
      readonly kind: "rejected";
      readonly wakeEndMs: number | null;
      readonly reason: "no-wake-phrase" | "not-a-command" | "unsure";
      readonly sentence: string;
      /**
       * Worth asking whether it was meant: it was heard well enough for `accept`, but more is asked of this intent. Missing
       * for everything else.
       */
      readonly command?: Command;
      readonly llr: number;
    };

/**
 * Least ratio of the wake phrase by its own frames. Measured with synthesised voices: genuine ones reach −9 and more,
 * "hey penthouse" at most −17; whole other sentences stay below −40.
 */
const WAKE_RATIO = -15;
/** Below this the best command is not even like what was said. */
const ALIKE_RATIO = -20;

/**
 * By how much the words of a long command may stay below the ratio that the whole utterance has to reach: noise lies over
 * all of its words, while other speech fits the less by chance, the longer it is. Nothing for words of less than 0.6 s, all of it
 * from 1.5 s on.
 */
const LONG_LEEWAY = 6;
const SHORT_FRAMES = 60;
const LONG_FRAMES = 150;

function leeway(words: readonly RecognisedWord[]): number {
  const share = (framesOf(words) - SHORT_FRAMES) / (LONG_FRAMES - SHORT_FRAMES);
  return LONG_LEEWAY * Math.min(1, Math.max(0, share));
}

/** Decides what a recognition amounts to. Pure. */
export function judge(recognition: Recognition, context: JudgeContext): Verdict {
  const { words } = recognition;
  const whole = recognition.afterOtherSpeech ? wordsRatio(words) : utteranceRatio(recognition);
  if (whole === null) return { kind: "nothing" };
  const { accept } = context.thresholds;
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
    return rejected("no-wake-phrase", { wakeEndMs: null, sentence, llr: whole });
  const wakeEndMs = wake.at(-1)?.endMs ?? null;
  const { command } = meaning;
  if (command === null) {
    if (wakeEndMs !== null && whole >= accept) return { kind: "woken", llr: whole, wakeEndMs };
    return rejected("not-a-command", { wakeEndMs, sentence, llr: whole });
  }
  return judgeCommand(command, { recognition, whole, wake, context });
}

interface Commanding {
  readonly recognition: Recognition;
  /** The ratio of the whole utterance. */
  readonly whole: number;
  /** The words of the wake phrase, which come first. */
  readonly wake: readonly RecognisedWord[];
  readonly context: JudgeContext;
}

function judgeCommand(command: Command, { recognition, whole, wake, context }: Commanding): Verdict {
  const wakeEndMs = wake.at(-1)?.endMs ?? null;
  const spoken = recognition.words.slice(wake.length);
  const own = wordsRatio(spoken) ?? -Infinity;
  // A good wake phrase must not carry a bad command.
  const rest = (recognition.afterOtherSpeech ? own : utteranceRatio(recognition, wake)) ?? -Infinity;
  const surely = Math.min(whole, rest);
  const { accept } = context.thresholds;
  const { least, isGuarded } = leastFor(command.intent, context);
  const leastOwn = isGuarded ? accept : Math.min(accept, least) - leeway(spoken);
  if (surely >= least && own >= leastOwn) return { kind: "commanded", wakeEndMs, ...command, llr: whole };
  const reason = Math.min(surely, own) < ALIKE_RATIO ? "not-a-command" : "unsure";
  // The ratio that fell short: the whole utterance's, or that of the command's own words.
  const llr = surely < least ? surely : own;
  const failed = rejected(reason, { wakeEndMs, sentence: command.sentence, llr });
  return surely >= accept && own >= accept ? { ...failed, command } : failed;
}

function leastFor(
  intent: string,
  { thresholds, guardedIntents, acceptOf = {} }: JudgeContext,
): { readonly least: number; readonly isGuarded: boolean } {
  const wish = acceptOf[intent];
  const isGuarded = guardedIntents.includes(intent);
  if (!isGuarded) return { least: wish ?? thresholds.accept, isGuarded };
  return { least: Math.max(thresholds.acceptGuarded, wish ?? -Infinity), isGuarded };
}

type Rejected = Extract<Verdict, { readonly kind: "rejected" }>;

function rejected(
  reason: Rejected["reason"],
  what: Pick<Rejected, "wakeEndMs" | "sentence" | "llr">,
): Rejected {
  return { kind: "rejected", reason, ...what };
}
