import { interpret } from "./grammar.ts";
import { spokenWords } from "./template.ts";
import type { JudgeContext, Verdict } from "./verdict.ts";

/**
 * The ratio of a command that was never compared with free speech: lower than any that a guard takes for evidence. Text of another
 * engine says what somebody said, not how surely.
 */
const UNMEASURED_RATIO = -99;

/**
 * What another engine's text amounts to: a command only if the whole of it, but for the wake phrase, is one of the sentences.
 * One that opens or disarms is never taken from text alone: it is worth asking whether it was meant. Null: nothing more than was
 * known before.
 */
export function judgeTranscript(
  text: string,
  context: JudgeContext,
  wakeEndMs: number | null,
): Verdict | null {
  const { grammar, guardedIntents } = context;
  const said = spokenWords(text);
  const words = said.slice(wakeWordsIn(said, grammar.wakeWords));
  const { command } = words.length === 0 ? { command: null } : interpret(grammar, words);
  if (command === null) return null;
  if (!guardedIntents.includes(command.intent))
    return { kind: "commanded", wakeEndMs, ...command, llr: UNMEASURED_RATIO };
  const { sentence } = command;
  return { kind: "rejected", wakeEndMs, reason: "unsure", sentence, command, llr: UNMEASURED_RATIO };
}

/** How many of the first words are the wake phrase, however it is cut into words ("hey gate house"). */
function wakeWordsIn(words: readonly string[], wakeWords: readonly string[]): number {
  const phrase = wakeWords.join("");
  if (phrase === "") return 0;
  for (let count = 1; count <= words.length; count += 1) {
    const begin = words.slice(0, count).join("");
    if (begin === phrase) return count;
    if (begin.length >= phrase.length) return 0;
  }
  return 0;
}
