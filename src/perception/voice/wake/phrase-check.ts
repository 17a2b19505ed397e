import { interpret, type Expectation, type Grammar } from "../grammar.ts";
import { wordsRatio } from "../likelihood.ts";
import type { CommandRecogniser } from "../ports.ts";
import type { Checked } from "./decision.ts";

/** Looks for the wake phrase in a piece of sound with the recogniser of the commands, among other speech and alone. */
export async function checkPhrase(
  samples: Int16Array,
  {
    recogniser,
    grammar,
  }: { readonly recogniser: Pick<CommandRecogniser, "recognise">; readonly grammar: Grammar },
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
  return { among, alone: among === null ? await ratio("addressed") : null };
}
