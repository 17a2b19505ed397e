import type { Database, Transaction } from "better-sqlite3";
import type { EventDraft, GatehouseEvent } from "../../events/catalogue.ts";
import type { JournalWriter } from "../../events/journal.ts";
import { stampEvent } from "../../events/stamp.ts";
import { DecisionChain, isDecision } from "./decision-chain.ts";
import { EventTable } from "./event-table.ts";
import { guarded } from "./journal-error.ts";

/** What every event of this start of the brain carries. */
export interface Origin {
  readonly boot: string;
  readonly run: string;
  /** Makes unique ids that sort by time. */
  readonly newId: () => string;
  /** Whether the wall clock was known to be right at a time since boot, ms; by default it always was. */
  readonly isClockTrusted?: ((t: number) => boolean) | undefined;
}

/** Requests whose judgement waits to be written down. */
const MATTERS_KEPT = 256;
/** What is longer is not kept: such a decision cannot be judged again. */
const MATTER_MAX_CHARS = 128 * 1024;

/** Appends events, each call in one transaction. */
export class SqliteWriter implements JournalWriter {
  readonly #database: Database;
  readonly #events: EventTable;
  readonly #chain: DecisionChain;
  /** By request: what its decision was judged by. */
  readonly #matters = new Map<string, string>();
  readonly #origin: Origin;
  readonly #insertAll: Transaction<(drafts: readonly EventDraft[]) => GatehouseEvent[]>;

  constructor(database: Database, origin: Origin) {
    this.#database = database;
    this.#events = new EventTable(database);
    this.#chain = new DecisionChain(database);
    this.#origin = origin;
    this.#insertAll = database.transaction((drafts) => this.insertWithin(drafts));
  }

  append(drafts: readonly EventDraft[]): Promise<readonly GatehouseEvent[]> {
    if (drafts.length === 0) return Promise.resolve([]);
    return guarded(this.#database, "writing events", () => this.#insertAll.immediate(drafts));
  }

  /** What the decision about a request was judged by; it is written with the decision itself, which comes next. */
  judged(request: string, matter: string): void {
    this.#matters.delete(request);
    if (matter.length > MATTER_MAX_CHARS) return;
    this.#matters.set(request, matter);
    const [oldest] = this.#matters.keys();
    if (this.#matters.size > MATTERS_KEPT && oldest !== undefined) this.#matters.delete(oldest);
  }

  /** Stamps and inserts within the transaction that the caller holds. */
  insertWithin(drafts: readonly EventDraft[]): GatehouseEvent[] {
    let seq = this.#events.lastSeq();
    return drafts.map((draft) => {
      seq += 1;
      const { boot, run, newId, isClockTrusted } = this.#origin;
      const trust = isClockTrusted?.(draft.t) === false ? { atUntrusted: true as const } : {};
      const event = stampEvent(draft, { id: newId(), seq, boot, run, ...trust });
      this.#events.insert(event);
      if (isDecision(event)) {
        this.#chain.add(event, this.#matters.get(event.request) ?? null);
        this.#matters.delete(event.request);
      }
      return event;
    });
  }
}
