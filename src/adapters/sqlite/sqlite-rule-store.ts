import type { Database } from "better-sqlite3";
import type { RuleStore, Trace } from "../../rules/ports.ts";
import { guarded } from "./journal-error.ts";

/** Traces kept of one rule with one outcome, so that a busy rule does not push out the rare failure of another. */
const TRACES_KEPT = 20;

/** The rule engine's durable state, and the stories of its runs. */
export class SqliteRuleStore implements RuleStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  saveState(json: string): Promise<void> {
    return guarded(this.#database, "writing the state of the rules", () => {
      this.#database.prepare("INSERT OR REPLACE INTO rule_state (only, json) VALUES (1, ?)").run(json);
    });
  }

  loadState(): Promise<string | null> {
    return guarded(this.#database, "reading the state of the rules", () => {
      const row = this.#database.prepare<[], { json: string }>("SELECT json FROM rule_state").get();
      return row?.json ?? null;
    });
  }

  saveTrace(trace: Trace): Promise<void> {
    return guarded(this.#database, "writing a trace", () => {
      this.#database
        .transaction(() => {
          this.#database
            .prepare("INSERT OR REPLACE INTO trace (run, rule, outcome, at, body) VALUES (?, ?, ?, ?, ?)")
            .run(trace.run, trace.rule, trace.outcome, trace.at, JSON.stringify(trace));
          this.#database
            .prepare(
              `DELETE FROM trace WHERE run IN (
                 SELECT run FROM trace WHERE rule = ? AND outcome = ? ORDER BY at DESC, rowid DESC LIMIT -1 OFFSET ?
               )`,
            )
            .run(trace.rule, trace.outcome, TRACES_KEPT);
        })
        .immediate();
    });
  }

  trace(run: string): Promise<Trace | null> {
    return guarded(this.#database, "reading a trace", () => {
      const row = this.#database
        .prepare<[string], { body: string }>("SELECT body FROM trace WHERE run = ?")
        .get(run);
      return row === undefined ? null : (JSON.parse(row.body) as Trace);
    });
  }

  traces(rule: string): Promise<readonly Trace[]> {
    return guarded(this.#database, "reading the traces of a rule", () =>
      this.#database
        .prepare<[string], { body: string }>(
          "SELECT body FROM trace WHERE rule = ? ORDER BY at DESC, rowid DESC",
        )
        .all(rule)
        .map((row) => JSON.parse(row.body) as Trace),
    );
  }
}
