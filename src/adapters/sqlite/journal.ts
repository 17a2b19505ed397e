import { join } from "node:path";
import type { JournalReader, JournalWriter } from "../../events/journal.ts";
import type { GuardStore } from "../../guard/ports.ts";
import type { RuleStore } from "../../rules/ports.ts";
import type { Clock } from "../../runtime/clock.ts";
import type { GatehouseEvent } from "../../events/catalogue.ts";
import { createIds } from "../../runtime/ids.ts";
import { deleteOldCopies } from "./copies.ts";
import { readDamage, type Damage } from "./damage.ts";
import { openDatabase, openDatabaseToRead } from "./open-database.ts";
import { prune } from "./prune.ts";
import type { Retention } from "./prune.ts";
import type { Upgrade } from "./schema.ts";
import { SqliteGuardStore, type Consequences } from "./sqlite-guard-store.ts";
import { SqliteReader } from "./sqlite-reader.ts";
import { SqliteRuleStore } from "./sqlite-rule-store.ts";
import { SqliteWriter } from "./sqlite-writer.ts";

/** The journal's file within a state directory. */
export function journalPath(stateDirectory: string): string {
  return join(stateDirectory, "journal.db");
}

export interface JournalOptions {
  /** The database file; its directory exists. */
  readonly path: string;
  readonly clock: Clock;
  /** The kernel's boot id. */
  readonly boot: string;
  /** This start of the brain. */
  readonly run: string;
  /** A number in [0, 1), for ids. */
  readonly random: () => number;
  /** Whether the wall clock was known to be right at a time since boot, ms; by default it always was. */
  readonly isClockTrusted?: (t: number) => boolean;
}

/** The journal as the brain holds it. */
export interface Journal {
  readonly reader: JournalReader;
  readonly writer: JournalWriter;
  readonly guardStore: GuardStore;
  readonly ruleStore: RuleStore;
  /**
   * The journal that was there before was damaged, and what follows from that was not written down yet (`takeUpDamage`): nobody
   * knows which locks are owed, so every lock has to be locked. Null if there is nothing like that.
   */
  readonly damage: Damage | null;
  /** How an earlier Gatehouse's journal was brought to this one's schema; null if it was not. */
  readonly upgrade: Upgrade | null;
  /**
   * Writes down what follows from the damage, in one transaction that has reached the disk when it resolves; from then on there
   * is none. Resolves with the events.
   */
  takeUpDamage(consequences: Consequences): Promise<readonly GatehouseEvent[]>;
  /**
   * What a decision about this request was judged by, as text. It is written with the decision, in one transaction, and
   * proven by the chain of decisions.
   */
  judged(request: string, matter: string): void;
  /** Deletes old events, and old copies of the journal beside it; resolves with how many events. */
  prune(retention: Retention): Promise<number>;
  /** Closes the file; nothing may be called after it. Safe to call twice. */
  close(): void;
}

/**
 * Opens the journal for its one writer, the brain.
 *
 * @throws GatehouseError JOURNAL_DISK_FULL, JOURNAL_READ_ONLY, JOURNAL_CANNOT_OPEN, JOURNAL_BUSY, JOURNAL_DISK_ERROR
 *   (failed), JOURNAL_TOO_NEW (usage); the methods of the ports reject with the same
 */
export function openJournal(options: JournalOptions): Promise<Journal> {
  return new Promise((resolve) => resolve(openNow(options)));
}

function openNow({ path, clock, boot, run, random, isClockTrusted }: JournalOptions): Journal {
  const { database, upgrade } = openDatabase(path, clock);
  const writer = new SqliteWriter(database, {
    boot,
    run,
    newId: createIds({ clock, random }),
    isClockTrusted,
  });
  const guardStore = new SqliteGuardStore(database, { clock, boot, writer });
  const damage = readDamage(database);
  return {
    reader: new SqliteReader(database),
    writer,
    guardStore,
    ruleStore: new SqliteRuleStore(database),
    damage: damage?.isTakenUp === false ? damage : null,
    upgrade,
    takeUpDamage: (consequences) => guardStore.takeUpDamage(consequences),
    judged: (request, matter) => writer.judged(request, matter),
    prune: async (retention) => {
      const deleted = await prune(database, retention);
      deleteOldCopies(path, retention.beforeAt);
      return deleted;
    },
    close: () => void database.close(),
  };
}

/** A journal that somebody else writes. */
export interface OpenedReader {
  readonly reader: JournalReader;
  /** The traces of the rules' runs. */
  readonly traces: Pick<RuleStore, "trace" | "traces">;
  /** The damaged journal whose place this one has taken; null if there was none. */
  readonly damage: Damage | null;
  close(): void;
}

/**
 * Opens an existing journal only to read, also while the daemon runs.
 *
 * @throws GatehouseError JOURNAL_MISSING (missing), JOURNAL_CANNOT_OPEN, JOURNAL_CORRUPT (failed), JOURNAL_TOO_NEW (usage)
 */
export function openJournalReader(path: string): Promise<OpenedReader> {
  return new Promise((resolve) => {
    const database = openDatabaseToRead(path);
    resolve({
      reader: new SqliteReader(database),
      traces: new SqliteRuleStore(database),
      damage: readDamage(database),
      close: () => void database.close(),
    });
  });
}
