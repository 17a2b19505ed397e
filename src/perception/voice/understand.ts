import type { Expectation } from "./grammar.ts";
import type { CommandRecogniser, Recognition } from "./ports.ts";
import { judge, type JudgeContext, type Verdict } from "./verdict.ts";

/** What was recognised in an utterance, and what that amounts to. */
export interface Understood {
  readonly recognition: Recognition;
  readonly verdict: Verdict;
}

/** Recognises and judges an utterance; one that is not addressed to Gatehouse is searched for the wake phrase behind other speech. */
export async function understand(
  samples: Int16Array,
  expectation: Expectation,
  by: { readonly recogniser: CommandRecogniser; readonly context: JudgeContext },
): Promise<Understood> {
  const { recogniser, context } = by;
  const first = await recogniser.recognise(samples, expectation);
  const verdict = judge(first, context);
  const unaddressed =
    verdict.kind === "nothing" || (verdict.kind === "rejected" && verdict.wakeEndMs === null);
  if (expectation !== "addressed" || !unaddressed) return { recognition: first, verdict };
  const second = await recogniser.recognise(samples, "anywhere");
  const later = judge(second, context);
  const recognition = {
    ...second,
    decodeMs: first.decodeMs + second.decodeMs,
    rejectMs: first.rejectMs + second.rejectMs,
  };
  return { recognition, verdict: later.kind === "nothing" ? verdict : later };
}
