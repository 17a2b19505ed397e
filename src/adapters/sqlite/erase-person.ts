import { existsSync, rmSync } from "node:fs";
import { setImmediate as nextTurn } from "node:timers/promises";
import Database from "better-sqlite3";
import type { Erased, PersonEraser } from "../../events/erasure.ts";
import type { EventName } from "../../events/catalogue.ts";
import { BEARS_PEOPLE, PersonMedia, withoutMedia } from "../../events/person-media.ts";
import { namesPerson, withoutPerson, type Forgotten } from "../../events/without-person.ts";
import { backupsOf } from "./copies.ts";
import { DecisionChain } from "./decision-chain.ts";
import { guarded } from "./journal-error.ts";
import { openDatabaseToChange } from "./open-database.ts";

/** Rows looked at between two turns. */
const ROWS_AT_ONCE = 500;
/** A larger file would take longer to write anew than the daemon waits to write. */
const WIPED_MOST_BYTES = 32 * 1024 * 1024;

export interface EraserOptions {
  /** The journal's file. */
  readonly path: string;
  /** Deletes files, paths relative to the state directory; what is gone already is no error. */
  readonly deleteMedia: (paths: readonly string[]) => Promise<void>;
}

/**
 * Opens the journal to take people out of it; null if there is none.
 *
 * @throws GatehouseError JOURNAL_CANNOT_OPEN, JOURNAL_CORRUPT (failed), JOURNAL_TOO_NEW (usage); `erase` rejects with
 *   JOURNAL_BUSY and the like
 */
export function openPersonEraser({ path, deleteMedia }: EraserOptions): PersonEraser | null {
  if (!existsSync(path)) return null;
  const database = openDatabaseToChange(path);
  return {
    knows: (name) => guarded(database, "reading the history", () => isKnown(database, name)),
    erase: (forgotten) => new Erasure(database, { forgotten, deleteMedia }).run(),
    close: () => void database.close(),
  };
}

interface Row {
  readonly id: number;
  readonly body: string;
}

class Erasure {
  readonly #database: Database.Database;
  readonly #forgotten: Forgotten;
  readonly #deleteMedia: EraserOptions["deleteMedia"];
  readonly #media = new Set<string>();
  readonly #chain: DecisionChain;

  constructor(
    database: Database.Database,
    options: { forgotten: Forgotten; deleteMedia: EraserOptions["deleteMedia"] },
  ) {
    this.#database = database;
    this.#chain = new DecisionChain(database);
    this.#forgotten = options.forgotten;
    this.#deleteMedia = options.deleteMedia;
  }

  async run(): Promise<Erased> {
    // Files go before the rows that lead to them: nothing is left without a trace.
    await this.#findMedia();
    await this.#deleteMedia([...this.#media]);
    const events = await this.#table("event", "seq");
    const traces = await this.#table("trace", "rowid");
    await this.#table("judged", "rowid");
    await guarded(this.#database, "forgetting a person", () => {
      this.#rest();
    });
    // A copy from before an upgrade has the name as well, and nobody needs it as much.
    for (const backup of backupsOf(this.#database.name)) rmSync(backup, { force: true });
    const wiped =
      events + traces === 0 ||
      (await guarded(this.#database, "forgetting a person", () => this.#leaveNoCopy()));
    return { events, traces, media: [...this.#media], wiped };
  }

  async #findMedia(): Promise<void> {
    const person = new PersonMedia(this.#forgotten.name);
    await this.#each(["face.recognized"], (event) => person.learn(event));
    await this.#each(BEARS_PEOPLE, (event) => {
      for (const path of person.pathsOf(event)) this.#media.add(path);
    });
  }

  async #each(names: readonly EventName[], visit: (event: unknown) => void): Promise<void> {
    const listed = names.map((name) => `'${name}'`).join(", ");
    const select = this.#database.prepare<[number, number], Row>(
      `SELECT seq AS id, body FROM event WHERE seq > ? AND name IN (${listed}) ORDER BY seq LIMIT ?`,
    );
    for await (const rows of this.#rows(select)) for (const { body } of rows) visit(parsed(body));
  }

  /** All rows that a statement selects behind an id, some at a time, so that a daemon that writes never waits long. */
  async *#rows(select: Database.Statement<[number, number], Row>): AsyncGenerator<readonly Row[]> {
    for (let after = 0; ;) {
      const from = after;
      const rows = await guarded(this.#database, "reading the history", () => select.all(from, ROWS_AT_ONCE));
      const last = rows[rows.length - 1];
      if (last === undefined) return;
      after = last.id;
      yield rows;
      await nextTurn();
    }
  }

  /** Rewrites the rows that name the person, or that refer to what is deleted. */
  async #table(table: "event" | "trace" | "judged", key: "seq" | "rowid"): Promise<number> {
    const select = this.#database.prepare<[number, number], Row>(
      `SELECT ${key} AS id, body FROM ${table} WHERE ${key} > ? ORDER BY ${key} LIMIT ?`,
    );
    const event = { event: "id", trace: "run", judged: "event" }[table];
    const update = this.#database.prepare<[string, number], { event: string }>(
      `UPDATE ${table} SET body = ? WHERE ${key} = ? RETURNING ${event} AS event`,
    );
    let changed = 0;
    for await (const rows of this.#rows(select)) {
      const rewritten = rows.flatMap((row) => this.#rewrite(row));
      await guarded(this.#database, "forgetting a person", () => {
        this.#database
          .transaction(() => {
            for (const { id, body } of rewritten) {
              const changed = update.get(body, id);
              if (changed !== undefined && table !== "trace") this.#chain.reseal(changed.event);
            }
          })
          .immediate();
      });
      changed += rewritten.length;
    }
    return changed;
  }

  #rewrite({ id, body }: Row): Row[] {
    if (!namesPerson(body, this.#forgotten.name) && !this.#mayRefer(body)) return [];
    const before = parsed(body);
    if (before === null) return [];
    const after = JSON.stringify(withoutPerson(withoutMedia(before, this.#media), this.#forgotten));
    return after === body ? [] : [{ id, body: after }];
  }

  /** Whether it is worth looking for references to what is deleted. */
  #mayRefer(body: string): boolean {
    return this.#media.size > 0 && body.includes('"media":[{');
  }

  /** Spent evidence, and what rules remember; a daemon that runs writes the latter anew from what it knows by then. */
  #rest(): void {
    const { name, token } = this.#forgotten;
    this.#database.prepare("UPDATE spend SET person = ? WHERE person = ?").run(token, name);
    const state = this.#database.prepare<[], { json: string }>("SELECT json FROM rule_state").get();
    const before = state === undefined ? null : parsed(state.json);
    if (state === undefined || before === null) return;
    const after = JSON.stringify(withoutPerson(before, this.#forgotten));
    this.#database.prepare("UPDATE rule_state SET json = ? WHERE json = ?").run(after, state.json);
  }

  /**
   * Unused parts of pages, and the write-ahead log, still hold rows as they were: only writing the file anew leaves nothing.
   * While that goes on the daemon cannot write, so it is not done with a large file.
   */
  #leaveNoCopy(): boolean {
    const pages = this.#database.pragma("page_count", { simple: true }) as number;
    const pageBytes = this.#database.pragma("page_size", { simple: true }) as number;
    if (pages * pageBytes > WIPED_MOST_BYTES) return false;
    try {
      this.#database.pragma("temp_store = MEMORY");
      this.#database.exec("VACUUM");
      const [log] = this.#database.pragma("wal_checkpoint(TRUNCATE)") as { busy: number }[];
      return log?.busy === 0;
    } catch (error) {
      if (error instanceof Database.SqliteError && error.code.startsWith("SQLITE_BUSY")) return false;
      throw error;
    }
  }
}

/** A word of a text is not enough: a name may be a word like any other. */
function isKnown(database: Database.Database, name: string): boolean {
  const found = database
    .prepare(
      `SELECT 1 FROM event
       WHERE name IN ('face.recognized', 'face.spoofed', 'face.unknown', 'voice.commanded')
         AND (json_extract(body, '$.person') = :name OR json_extract(body, '$.nearest') = :name
              OR EXISTS (SELECT 1 FROM json_each(body, '$.people') WHERE value = :name))
       LIMIT 1`,
    )
    .get({ name });
  return found !== undefined;
}

function parsed(body: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
