import { interpret, type Expectation, type Grammar } from "../grammar.ts";
import { wordsRatio } from "../likelihood.ts";
import type { CommandRecogniser } from "../ports.ts";
import type { Checked } from "./decision.ts";
import type { CheckedSound } from "./spotter.ts";

/** What knows how the phrase sounds. */
interface PhraseKnowledge {
  readonly recogniser: Pick<CommandRecogniser, "recognise">;
  readonly grammar: Grammar;
}

/**
 * Looks for the wake phrase in a piece of sound with the recogniser of the commands: among other speech, and if it is not
 * there and a doubtful check may be enough, alone. A command that has just ended waits for this, so nothing is done in vain.
 */
export async function checkPhrase(
  { samples, mayBeDoubtful }: CheckedSound,
  { recogniser, grammar }: PhraseKnowledge,
): Promise<Checked> {
  const ratio = async (expectation: Expectation): Promise<number | null> => {
    const { words } = await recogniser.recognise(samples, expectation);
    const { wakeWords } = interpret(
      grammar,
      words.map(({ word }) => word),
    );
    return wakeWords === 0 ? null : wordsRatio(words.slice(0, wakeWords));
  };
  const among = await ratio("spotted");
  return { among, alone: among === null && mayBeDoubtful ? await ratio("addressed") : null };
}
