import type { EventOf, GatehouseEvent } from "../../events/catalogue.ts";
import { requestOf } from "../../events/chain.ts";
import type { Trace } from "../../rules/ports.ts";

/** How a request ended, or how far it has come. */
export type RequestOutcome = "undecided" | "allowed" | "denied" | "completed" | "failed" | "expired";

/** The answer to "why did this happen?". */
export interface Explanation {
  readonly request: string;
  readonly outcome: RequestOutcome;
  /** Everything that belongs to it, in journal order (see `JournalReader.chainOf`). */
  readonly events: readonly GatehouseEvent[];
  /** The run of the rule that asked; null if no rule did, or if its trace has made room for newer ones. */
  readonly trace: Trace | null;
}

const FINAL: readonly (readonly [name: GatehouseEvent["name"], outcome: RequestOutcome])[] = [
  ["request.denied", "denied"],
  ["request.expired", "expired"],
  ["request.completed", "completed"],
  ["device.failed", "failed"],
  ["request.allowed", "allowed"],
];

/** The outcome that a request's own events tell; what was decided last counts. */
export function outcomeOf(request: string, events: readonly GatehouseEvent[]): RequestOutcome {
  const own = events.filter((event) => requestOf(event) === request);
  const found = FINAL.find(([name]) => own.some((event) => event.name === name));
  return found?.[1] ?? "undecided";
}

/** The event with which a request began, if the journal still has it. */
export function madeOf(request: string, events: readonly GatehouseEvent[]): EventOf<"request.made"> | null {
  const found = events.find((event) => event.name === "request.made" && event.request === request);
  return found?.name === "request.made" ? found : null;
}
