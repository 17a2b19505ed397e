import { GatehouseError } from "../runtime/errors.ts";
import { GatehouseEvent } from "./catalogue.ts";
import type { EventDraft } from "./catalogue.ts";

/** What the journal adds to a draft. */
export interface Stamp {
  readonly id: string;
  /** Order in the journal, from 1. */
  readonly seq: number;
  readonly boot: string;
  readonly run: string;
  /** The wall clock was not known to be right at the draft's time. */
  readonly atUntrusted?: true;
}

/**
 * The event that a draft becomes when it is journalled, checked against the catalogue.
 *
 * @throws GatehouseError EVENT_INVALID (failed): whoever made the draft has a bug
 */
export function stampEvent(draft: EventDraft, stamp: Stamp): GatehouseEvent {
  // A camera tells its moments to the fraction of a millisecond; for people whole ones are enough.
  const at = Math.round(draft.at);
  const result = GatehouseEvent.safeParse({ ...draft, at, ...stamp, v: 1 });
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => `${issue.path.join(".") || "event"}: ${issue.message}`);
  throw new GatehouseError(
    "EVENT_INVALID",
    `The event "${draft.name}" of ${draft.source} does not fit the catalogue (${problems.join("; ")}).`,
    { kind: "failed" },
  );
}
