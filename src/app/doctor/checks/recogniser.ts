import { z } from "zod";
import { onPath } from "../../../adapters/speech/on-path.ts";
import { warning } from "../advice.ts";
import type { Outcome } from "../check.ts";
import type { AskProbe } from "../probe/ask-probe.ts";

/** Whether spoken commands can be recognised at all. */
export async function checkRecogniser({
  ask,
  signal,
}: {
  readonly ask: AskProbe;
  readonly signal: AbortSignal;
}): Promise<Outcome> {
  const { model } = await ask({ job: "recogniser" }, z.object({ model: z.string() }), signal);
  const canSpell = await onPath("espeak-ng");
  return {
    found: `PocketSphinx with ${model}`,
    advice: canSpell
      ? []
      : [
          warning(
            "words that are in no dictionary (names, say) cannot be heard without espeak-ng: apt-get install espeak-ng",
          ),
        ],
    facts: { model, espeak: canSpell },
  };
}
