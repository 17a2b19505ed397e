import Database from "better-sqlite3";
import { isConstraint, isDamage } from "./journal-error.ts";

/** What could be read of a damaged journal. */
export interface Salvaged {
  /** How many events. */
  readonly events: number;
  /** Nothing was come upon that could not be read, and there was time for everything. */
  readonly isWhole: boolean;
}

export interface SalvageOptions {
  /** The damaged file; it is only read. */
  readonly from: string;
  /** A new journal; the caller holds a transaction. */
  readonly into: Database.Database;
  /** Whether there is no time for more. */
  readonly isOver: () => boolean;
}

/** What doors and rules depend on comes first; what may be long, the events, comes last. */
const TABLES = ["debt", "spend", "rule_state", "decision_chain", "trace", "judged"];
/** Events that say how the house stands; they may be old. */
const STANDING = ["mode.changed", "lockdown.changed", "rule.switched"];
/** Between two looks at the time. */
const ROWS_AT_ONCE = 200;
/** What was lost at the end had numbers too; they are not given a second time. */
const NUMBERS_SKIPPED = 1_000;

type Row = Readonly<Record<string, unknown>> & { readonly key: number };

/** Copies what can be read, row by row, around what cannot; the newest first. */
export function salvage({ from, into, isOver }: SalvageOptions): Salvaged {
  let source: Database.Database | null = null;
  try {
    source = new Database(from, { readonly: true, fileMustExist: true });
    return new Salvage(source, into, isOver).run();
  } catch (error) {
    if (!isDamage(error)) throw error;
    return { events: 0, isWhole: false };
  } finally {
    source?.close();
  }
}

/** How far a reading went: its first and last key (null: it gave nothing), and whether it came to its end. */
interface Stretch {
  readonly first: number | null;
  readonly last: number | null;
  readonly isEnd: boolean;
}

class Salvage {
  readonly #source: Database.Database;
  readonly #into: Database.Database;
  readonly #isOver: () => boolean;
  #isWhole = true;

  constructor(source: Database.Database, into: Database.Database, isOver: () => boolean) {
    this.#source = source;
    this.#into = into;
    this.#isOver = isOver;
  }

  run(): Salvaged {
    const tables = this.#source.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all();
    if (!tables.includes("event")) return { events: 0, isWhole: false };
    for (const table of TABLES) if (tables.includes(table)) this.#copy(table);
    this.#copyStanding();
    this.#copy("event");
    this.#countOn();
    const events = this.#into.prepare("SELECT count(*) FROM event").pluck().get();
    return { events: Number(events), isWhole: this.#isWhole };
  }

  /** From the highest key down; past what cannot be read with longer and longer steps, and up to it again from below. */
  #copy(table: string): void {
    const insert = this.#inserter(table);
    const select = `SELECT rowid AS key, * FROM ${table} NOT INDEXED WHERE rowid`;
    const down = this.#source.prepare<[number], Row>(`${select} < ? ORDER BY rowid DESC`);
    const up = this.#source.prepare<[number, number], Row>(`${select} > ? AND rowid < ? ORDER BY rowid`);
    let below = this.#highest(table) + 1;
    let gapBelow: number | null = null;
    for (let step = 1; below > 0; step *= 2) {
      const from = below;
      const { first, last, isEnd } = this.#take(() => down.iterate(from), insert);
      const lower = first ?? (isEnd ? 0 : null);
      if (lower !== null && gapBelow !== null) {
        const gap: [number, number] = [lower, gapBelow];
        this.#take(() => up.iterate(...gap), insert);
        gapBelow = null;
      }
      if (isEnd) return;
      // Keys of a damaged page may be anything: what was passed is not come back to.
      if (last !== null) [below, step] = [Math.min(below, last), 1];
      gapBelow ??= below;
      below -= step;
    }
    const rest = gapBelow ?? 0;
    this.#take(() => up.iterate(0, rest), insert);
  }

  #copyStanding(): void {
    const insert = this.#inserter("event");
    const ofName = "SELECT seq AS key, * FROM event INDEXED BY event_name WHERE name = ? ORDER BY seq DESC";
    for (const name of STANDING)
      this.#take(() => this.#source.prepare<[string], Row>(ofName).iterate(name), insert);
  }

  /** Inserts what is read until it ends, or cannot be read any more. */
  #take(read: () => IterableIterator<Row>, insert: (row: Row) => void): Stretch {
    let first: number | null = null;
    let last: number | null = null;
    let count = 0;
    try {
      for (const row of read()) {
        if (count % ROWS_AT_ONCE === 0 && this.#isOver()) {
          this.#isWhole = false;
          return { first, last, isEnd: true };
        }
        count += 1;
        insert(row);
        first ??= row.key;
        last = row.key;
      }
      return { first, last, isEnd: true };
    } catch (error) {
      if (!isDamage(error)) throw error;
      this.#isWhole = false;
      return { first, last, isEnd: false };
    }
  }

  #inserter(table: string): (row: Row) => void {
    const columns = (
      this.#into.pragma(`table_info(${table})`) as { name: string; type: string; pk: number }[]
    )
      // Such a column is the key by another name.
      .filter(({ type, pk }) => !(type === "INTEGER" && pk > 0))
      .map(({ name }) => name);
    const insert = this.#into.prepare(
      `INSERT OR IGNORE INTO ${table} (rowid, ${columns.join()}) VALUES (?, ${columns.map(() => "?").join()})`,
    );
    return (row) => {
      try {
        insert.run(row.key, ...columns.map((column) => row[column] ?? null));
      } catch (error) {
        // A row of a damaged page may hold anything.
        if (!isConstraint(error)) throw error;
        this.#isWhole = false;
      }
    };
  }

  /** The highest key, or more, where the end of the table cannot be read. */
  #highest(table: string): number {
    return this.#first([`SELECT max(rowid) FROM ${table}`, numbered(table)]) ?? Number.MAX_SAFE_INTEGER - 1;
  }

  /** The first of these questions to which there is an answer. */
  #first(questions: readonly string[]): number | null {
    for (const sql of questions) {
      try {
        return Number(this.#source.prepare(sql).pluck().get() ?? 0);
      } catch (error) {
        if (!isDamage(error)) throw error;
        this.#isWhole = false;
      }
    }
    return null;
  }

  /** The number of an event is never given twice. */
  #countOn(): void {
    const kept = ["event", "decision_chain"].map((table) =>
      Number(this.#into.prepare(`SELECT max(seq) FROM ${table}`).pluck().get() ?? 0),
    );
    const highest = Math.max(this.#first([numbered("event")]) ?? 0, ...kept);
    const seq = highest + (this.#isWhole ? 0 : NUMBERS_SKIPPED);
    this.#into.prepare("DELETE FROM sqlite_sequence WHERE name = 'event'").run();
    this.#into.prepare("INSERT INTO sqlite_sequence (name, seq) VALUES ('event', ?)").run(seq);
  }
}

/** Asks for the highest number that was ever given in a table. */
const numbered = (table: string): string => `SELECT seq FROM sqlite_sequence WHERE name = '${table}'`;
