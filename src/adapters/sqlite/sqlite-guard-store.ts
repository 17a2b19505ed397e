import type { Database } from "better-sqlite3";
import type { EventDraft, GatehouseEvent } from "../../events/catalogue.ts";
import type { Authorisation, Debt, GuardStore, Spend } from "../../guard/ports.ts";
import type { Clock } from "../../runtime/clock.ts";
import { GatehouseError } from "../../runtime/errors.ts";
import { markTakenUp } from "./damage.ts";
import { guarded } from "./journal-error.ts";
import type { SqliteWriter } from "./sqlite-writer.ts";

const RECENT_MS = 600_000;

/** What follows from the journal having been damaged. */
export interface Consequences {
  /** Locks that are owed from now on; each replaces an existing debt of its device. */
  readonly debts: readonly Debt[];
  readonly drafts: readonly EventDraft[];
}

export interface GuardStoreOptions {
  readonly clock: Clock;
  /** The kernel's boot id. */
  readonly boot: string;
  readonly writer: SqliteWriter;
}

/** Authorisations, spent evidence and debts; everything written here has reached the disk before its promise resolves. */
export class SqliteGuardStore implements GuardStore {
  readonly #database: Database;
  readonly #options: GuardStoreOptions;

  constructor(database: Database, options: GuardStoreOptions) {
    this.#database = database;
    this.#options = options;
  }

  commit(authorisation: Authorisation): Promise<GatehouseEvent> {
    return guarded(this.#database, "writing an authorisation", () =>
      this.#toDisk(() => {
        const [event] = this.#options.writer.insertWithin([authorisation.allowed]);
        for (const spend of authorisation.spends) this.#spend(spend);
        if (authorisation.debt !== null) this.#owe(authorisation.debt);
        if (event === undefined) {
          throw new GatehouseError("JOURNAL_FAILED", "The authorisation was not journalled.", {
            kind: "failed",
          });
        }
        return event;
      }),
    );
  }

  debts(): Promise<readonly Debt[]> {
    return guarded(this.#database, "reading debts", () =>
      this.#database
        .prepare<[], Debt>(
          "SELECT device, request, since_t AS sinceT, due_t AS dueT, due_at AS dueAt, boot FROM debt ORDER BY device",
        )
        .all(),
    );
  }

  settle(device: string, request: string): Promise<void> {
    return guarded(this.#database, "settling a debt", () => {
      this.#toDisk(() =>
        this.#database.prepare("DELETE FROM debt WHERE device = ? AND request = ?").run(device, request),
      );
    });
  }

  /** Writes it down and is rid of the damage: all of it is on the disk, or nothing. */
  takeUpDamage({ debts, drafts }: Consequences): Promise<readonly GatehouseEvent[]> {
    return guarded(this.#database, "writing what follows from the damage", () =>
      this.#toDisk(() => {
        for (const debt of debts) this.#owe(debt);
        markTakenUp(this.#database);
        return this.#options.writer.insertWithin(drafts);
      }),
    );
  }

  recentSpends(): Promise<readonly Spend[]> {
    const now = this.#options.clock.now();
    return guarded(this.#database, "reading spent evidence", () =>
      this.#database
        .prepare<[number, string, number], Spend>(
          `SELECT person, camera, track, t, at, boot FROM spend
           WHERE at >= ? OR (boot = ? AND t >= ?) ORDER BY rowid`,
        )
        .all(now.at - RECENT_MS, this.#options.boot, now.t - RECENT_MS),
    );
  }

  #spend(spend: Spend): void {
    this.#database
      .prepare("INSERT INTO spend (person, camera, track, t, at, boot) VALUES (?, ?, ?, ?, ?, ?)")
      .run(spend.person, spend.camera, spend.track, spend.t, spend.at, spend.boot);
  }

  #owe(debt: Debt): void {
    this.#database
      .prepare(
        "INSERT OR REPLACE INTO debt (device, request, since_t, due_t, due_at, boot) VALUES (?, ?, ?, ?, ?, ?)",
      )
      .run(debt.device, debt.request, debt.sinceT, debt.dueT, debt.dueAt, debt.boot);
  }

  /**
   * One transaction that is synced to the disk when it returns: with `synchronous=FULL` a commit in WAL mode ends with
   * an fsync of the log (https://sqlite.org/pragma.html#pragma_synchronous), which carries earlier commits with it.
   */
  #toDisk<Result>(work: () => Result): Result {
    this.#database.pragma("synchronous = FULL");
    try {
      return this.#database.transaction(work).immediate();
    } finally {
      this.#database.pragma("synchronous = NORMAL");
    }
  }
}
