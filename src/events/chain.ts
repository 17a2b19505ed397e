import type { GatehouseEvent } from "./catalogue.ts";

/** What a journal has to find so that the chain of a request can be put together. */
export interface ChainLookup {
  /** Events that belong to this request (see `requestOf`). */
  ofRequest(request: string): readonly GatehouseEvent[];
  /** Those of these events that exist. */
  byIds(ids: readonly string[]): readonly GatehouseEvent[];
  /** Every `request.made` whose cause is one of these events. */
  madeBecauseOf(ids: readonly string[]): readonly GatehouseEvent[];
}

/** The request to which an event belongs, or null. */
export function requestOf(event: GatehouseEvent): string | null {
  switch (event.name) {
    case "request.made":
    case "request.allowed":
    case "request.denied":
    case "request.completed":
    case "request.expired":
    case "challenge.issued":
    case "challenge.passed":
    case "challenge.failed":
    case "code.entered":
    case "hub.requested":
    case "snapshot.taken":
    case "voice.asked":
    case "voice.answered":
      return event.request;
    case "device.changed":
    case "device.commanded":
    case "device.failed":
      return event.by;
    default:
      return null;
  }
}

/** The event that led to a request, if this event says so. */
export function causeOf(event: GatehouseEvent): string | null {
  return event.name === "request.made" ? event.cause : null;
}

/**
 * Everything that explains one request, in journal order: its cause, the evidence that was counted, the request and the
 * decision, the command, the device's answers, and the locking again that Gatehouse itself asked for because of it.
 */
export function chainOf(request: string, lookup: ChainLookup): readonly GatehouseEvent[] {
  const own = lookup.ofRequest(request);
  const before = lookup.byIds([...causes(own), ...evidenceOf(own)]);
  const after = lookup
    .madeBecauseOf(own.map((event) => event.id))
    .flatMap((made) =>
      made.name === "request.made" && made.by.kind === "gatehouse" ? lookup.ofRequest(made.request) : [],
    );
  const chain = new Map([...before, ...own, ...after].map((event) => [event.seq, event]));
  return [...chain.values()].sort((a, b) => a.seq - b.seq);
}

function causes(events: readonly GatehouseEvent[]): string[] {
  return events.map(causeOf).filter((cause) => cause !== null);
}

function evidenceOf(events: readonly GatehouseEvent[]): string[] {
  return events.flatMap((event) =>
    event.name === "request.allowed" || event.name === "request.denied"
      ? event.evidence.map((evidence) => evidence.event)
      : [],
  );
}
