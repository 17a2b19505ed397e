import type { OpenedReader } from "../adapters/sqlite/journal.ts";
import { madeOf, outcomeOf, type Explanation } from "../surfaces/cli/explanation.ts";

/** Everything that the journal knows of a request; null if it knows no such request. */
export async function explained(
  request: string,
  { reader, traces }: Pick<OpenedReader, "reader" | "traces">,
): Promise<Explanation | null> {
  const events = await reader.chainOf(request);
  if (events.length === 0) return null;
  const by = madeOf(request, events)?.by;
  const trace = by?.kind === "rule" ? await traces.trace(by.ruleRun) : null;
  return { request, outcome: outcomeOf(request, events), events, trace };
}
