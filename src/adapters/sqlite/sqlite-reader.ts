import type { Database } from "better-sqlite3";
import type { GatehouseEvent } from "../../events/catalogue.ts";
import { chainOf } from "../../events/chain.ts";
import type { EventQuery, JournalReader } from "../../events/journal.ts";
import { EventTable } from "./event-table.ts";
import { guarded } from "./journal-error.ts";

/** Reads the history. */
export class SqliteReader implements JournalReader {
  readonly #database: Database;
  readonly #events: EventTable;

  constructor(database: Database) {
    this.#database = database;
    this.#events = new EventTable(database);
  }

  /** How many rows were left out because they fit no event of this version's catalogue. */
  get unreadable(): number {
    return this.#events.unreadable;
  }

  events(query: EventQuery): Promise<readonly GatehouseEvent[]> {
    return guarded(this.#database, "reading events", () => this.#events.select(query));
  }

  event(id: string): Promise<GatehouseEvent | null> {
    return guarded(this.#database, "reading an event", () => this.#events.byId(id));
  }

  chainOf(request: string): Promise<readonly GatehouseEvent[]> {
    return guarded(this.#database, "reading a request", () =>
      chainOf(request, {
        ofRequest: (id) => this.#events.ofRequest(id),
        byIds: (ids) => ids.map((id) => this.#events.byId(id)).filter((event) => event !== null),
        madeBecauseOf: (ids) => ids.flatMap((id) => this.#events.madeBecauseOf(id)),
      }),
    );
  }

  /** Prefers a request about a device that somebody made; Gatehouse's own (locking again) only if there is no other. */
  lastRequest(): Promise<string | null> {
    return guarded(this.#database, "reading the latest request", () => {
      let asked: string | null = null;
      let latest: string | null = null;
      for (const made of this.#events.requestsMade()) {
        latest ??= made.request;
        if (made.by.kind === "gatehouse") continue;
        if (made.device !== null) return made.request;
        asked ??= made.request;
      }
      return asked ?? latest;
    });
  }
}
