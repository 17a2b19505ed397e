import type { Database, Transaction } from "better-sqlite3";
import type { EventDraft, GatehouseEvent } from "../../events/catalogue.ts";
import type { JournalWriter } from "../../events/journal.ts";
import { stampEvent } from "../../events/stamp.ts";
import { EventTable } from "./event-table.ts";
import { guarded } from "./journal-error.ts";

/** What every event of this start of the brain carries. */
export interface Origin {
  readonly boot: string;
  readonly run: string;
  /** Makes unique ids that sort by time. */
  readonly newId: () => string;
}

/** Appends events, each call in one transaction. */
export class SqliteWriter implements JournalWriter {
  readonly #events: EventTable;
  readonly #origin: Origin;
  readonly #insertAll: Transaction<(drafts: readonly EventDraft[]) => GatehouseEvent[]>;

  constructor(database: Database, origin: Origin) {
    this.#events = new EventTable(database);
    this.#origin = origin;
    this.#insertAll = database.transaction((drafts) => this.insertWithin(drafts));
  }

  append(drafts: readonly EventDraft[]): Promise<readonly GatehouseEvent[]> {
    if (drafts.length === 0) return Promise.resolve([]);
    return guarded("writing events", () => this.#insertAll.immediate(drafts));
  }

  /** Stamps and inserts within the transaction that the caller holds. */
  insertWithin(drafts: readonly EventDraft[]): GatehouseEvent[] {
    let seq = this.#events.lastSeq();
    return drafts.map((draft) => {
      seq += 1;
      const { boot, run, newId } = this.#origin;
      const event = stampEvent(draft, { id: newId(), seq, boot, run });
      this.#events.insert(event);
      return event;
    });
  }
}
