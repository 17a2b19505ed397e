import type { EventDraft, EventName, GatehouseEvent } from "./catalogue.ts";

/** Which events to read; times by wall clock, all bounds inclusive. */
export interface EventQuery {
  readonly names?: readonly EventName[];
  readonly fromAt?: number;
  readonly toAt?: number;
  /** Only events after this seq. */
  readonly afterSeq?: number;
  readonly limit?: number;
  /** Newest first if true. */
  readonly newestFirst?: boolean;
}

/** The read side of the only history there is. */
export interface JournalReader {
  events(query: EventQuery): Promise<readonly GatehouseEvent[]>;
  /** The event with this id, or null. */
  event(id: string): Promise<GatehouseEvent | null>;
  /** Every event of one request's chain, in order: the cause, made, allowed or denied, device answers, outcome. */
  chainOf(request: string): Promise<readonly GatehouseEvent[]>;
  /** The id of the latest request (about a device if there is any), or null. */
  lastRequest(): Promise<string | null>;
}

/** The write side: stamps drafts with id, v, seq, boot and run, and keeps them, in the given order, in one transaction. */
export interface JournalWriter {
  append(drafts: readonly EventDraft[]): Promise<readonly GatehouseEvent[]>;
}
