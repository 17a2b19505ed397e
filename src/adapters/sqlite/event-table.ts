import type { Database, Statement } from "better-sqlite3";
import { GatehouseEvent } from "../../events/catalogue.ts";
import { causeOf, requestOf } from "../../events/chain.ts";
import type { EventQuery } from "../../events/journal.ts";

interface Row {
  readonly seq: number;
  readonly body: string;
}

const READ = "SELECT seq, body FROM event";

/** So many events of one stretch of time are found by their times and then put in order; of more, order comes first. */
const FEW = 20_000;

/** The statements on the table of events; the translation between rows and events. */
export class EventTable {
  /** Rows that no event of this program's catalogue fits; they stay in the file and are left out of answers. */
  unreadable = 0;

  readonly #database: Database;
  readonly #ofRequest: Statement<[string], Row>;
  readonly #byId: Statement<[string], Row>;
  readonly #byCause: Statement<[string], Row>;
  readonly #made: Statement<[], Row>;
  readonly #insert: Statement;
  readonly #lastSeq: Statement<[], { seq: number }>;

  constructor(database: Database) {
    this.#database = database;
    this.#ofRequest = database.prepare(`${READ} WHERE request = ? ORDER BY seq`);
    this.#byId = database.prepare(`${READ} WHERE id = ?`);
    this.#byCause = database.prepare(`${READ} WHERE cause = ? ORDER BY seq`);
    this.#made = database.prepare(`${READ} WHERE name = 'request.made' ORDER BY seq DESC`);
    this.#insert = database.prepare(
      "INSERT INTO event (seq, id, name, at, request, cause, body) VALUES (?, ?, ?, ?, ?, ?, ?)",
    );
    this.#lastSeq = database.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'event'");
  }

  /** The highest seq ever given, pruned events included; 0 before the first. */
  lastSeq(): number {
    return this.#lastSeq.get()?.seq ?? 0;
  }

  insert(event: GatehouseEvent): void {
    const { seq, ...body } = event;
    this.#insert.run(
      seq,
      event.id,
      event.name,
      event.at,
      requestOf(event),
      causeOf(event),
      JSON.stringify(body),
    );
  }

  select(query: EventQuery): GatehouseEvent[] {
    if (query.names?.length === 0) return [];
    const bounds: [condition: string, values: readonly (string | number)[]][] = [];
    if (query.names !== undefined) {
      bounds.push([`name IN (${query.names.map(() => "?").join()})`, query.names]);
    }
    if (query.fromAt !== undefined) bounds.push(["at >= ?", [query.fromAt]]);
    if (query.toAt !== undefined) bounds.push(["at <= ?", [query.toAt]]);
    if (query.afterSeq !== undefined) bounds.push(["seq > ?", [query.afterSeq]]);
    const where = bounds.length === 0 ? "" : `WHERE ${bounds.map(([condition]) => condition).join(" AND ")}`;
    const order = query.newestFirst === true ? "DESC" : "ASC";
    const source = this.#source(query);
    return this.#database
      .prepare<(string | number)[], Row>(`${source} ${where} ORDER BY seq ${order} LIMIT ?`)
      .all(...bounds.flatMap(([, values]) => values), query.limit ?? -1)
      .flatMap((row) => this.#read(row));
  }

  /** SQLite cannot know how many events a stretch of time holds, and may read the journal from one end to find a few. */
  #source({ fromAt = -Infinity, toAt = Infinity, names }: EventQuery): string {
    if (fromAt === -Infinity && toAt === Infinity) return READ;
    const index = names === undefined ? "event_at" : "event_name_at";
    const ofNames = names === undefined ? "" : `AND name IN (${names.map(() => "?").join()})`;
    const found = this.#database
      .prepare<(string | number)[]>(
        `SELECT 1 FROM event INDEXED BY ${index} WHERE at BETWEEN ? AND ? ${ofNames} LIMIT ?`,
      )
      .raw()
      .all(fromAt, toAt, ...(names ?? []), FEW + 1);
    return found.length <= FEW ? `${READ} INDEXED BY ${index}` : READ;
  }

  byId(id: string): GatehouseEvent | null {
    const row = this.#byId.get(id);
    return row === undefined ? null : (this.#read(row)[0] ?? null);
  }

  ofRequest(request: string): GatehouseEvent[] {
    return this.#ofRequest.all(request).flatMap((row) => this.#read(row));
  }

  madeBecauseOf(cause: string): GatehouseEvent[] {
    return this.#byCause.all(cause).flatMap((row) => this.#read(row));
  }

  /** Every `request.made`, newest first, read as they are asked for. */
  *requestsMade(): Generator<Extract<GatehouseEvent, { name: "request.made" }>> {
    for (const row of this.#made.iterate()) {
      const [event] = this.#read(row);
      if (event?.name === "request.made") yield event;
    }
  }

  #read(row: Row): [GatehouseEvent] | [] {
    const result = GatehouseEvent.safeParse(withSeq(row));
    if (result.success) return [result.data];
    this.unreadable += 1;
    return [];
  }
}

function withSeq({ seq, body }: Row): unknown {
  try {
    // In place: of an hour of a busy house a copy of each takes longer than reading them.
    return Object.assign(JSON.parse(body) as object, { seq });
  } catch {
    return null;
  }
}
