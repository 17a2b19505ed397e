import type { EventOf } from "./catalogue.ts";
import type { JournalReader } from "./journal.ts";

/** More than anybody switches while the journal reaches back. */
const SWITCHES_MAX = 10_000;

/** How each rule was switched last, up to a moment (wall clock), as far as the journal reaches. */
export async function lastSwitches(
  reader: Pick<JournalReader, "events">,
  toAt = Infinity,
): Promise<ReadonlyMap<string, EventOf<"rule.switched">>> {
  const latest = new Map<string, EventOf<"rule.switched">>();
  const until = Number.isFinite(toAt) ? { toAt } : {};
  const query = { ...until, names: ["rule.switched"], newestFirst: true, limit: SWITCHES_MAX } as const;
  for (const event of await reader.events(query))
    if (event.name === "rule.switched" && !latest.has(event.rule)) latest.set(event.rule, event);
  return latest;
}
