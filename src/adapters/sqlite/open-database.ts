import { existsSync } from "node:fs";
import { dirname } from "node:path";
import Database from "better-sqlite3";
import type { Clock } from "../../runtime/clock.ts";
import { GatehouseError } from "../../runtime/errors.ts";
import { isDamage, journalError } from "./journal-error.ts";
import { createDatabase } from "./create-database.ts";
import { isNoted } from "./damage-mark.ts";
import { recover } from "./recover.ts";
import { APPLICATION_ID, migrate, refuseNewer, versionOf, type Upgrade } from "./schema.ts";

/** How long a statement waits for another process's lock before it fails. */
const BUSY_TIMEOUT_MS = 2000;

/** A journal up to this size is checked whole before it is used; reading gigabytes would keep the house waiting for minutes. */
const CHECKED_WHOLE_BYTES = 128e6;
/** What the doors depend on; of a large journal only this is checked at once. It stays small. */
const CHECKED_ALWAYS = ["debt", "spend", "rule_state"];

export interface OpenedDatabase {
  readonly database: Database.Database;
  /** How it was brought to this program's schema; null if it had it already, or is new. */
  readonly upgrade: Upgrade | null;
}

/**
 * Opens the journal's database for writing, creates or migrates it, and checks it. One that is damaged is moved aside
 * (nothing is deleted), and one that says so takes its place, with what could be read.
 *
 * @param clock names the file of a damaged predecessor, and ends the reading of it in time
 * @param checkedWholeBytes up to which size all of it is checked
 */
export function openDatabase(
  path: string,
  clock: Clock,
  checkedWholeBytes = CHECKED_WHOLE_BYTES,
): OpenedDatabase {
  if (!existsSync(dirname(path))) {
    throw new GatehouseError(
      "JOURNAL_CANNOT_OPEN",
      `The journal cannot be opened: the folder ${dirname(path)} does not exist; create the state directory.`,
      { kind: "failed" },
    );
  }
  try {
    if (isDamaged(path, checkedWholeBytes)) recover(path, clock);
    else if (!existsSync(path)) createDatabase(path, () => undefined);
    return prepare(new Database(path, { timeout: BUSY_TIMEOUT_MS }));
  } catch (error) {
    throw openingError(error, path);
  }
}

/**
 * Opens an existing journal for reading, also while the daemon writes it.
 *
 * @throws GatehouseError JOURNAL_MISSING (missing), JOURNAL_CANNOT_OPEN, JOURNAL_CORRUPT (failed), JOURNAL_TOO_NEW (usage)
 */
export function openDatabaseToRead(path: string): Database.Database {
  if (!existsSync(path)) {
    throw new GatehouseError(
      "JOURNAL_MISSING",
      `There is no journal at ${path}; start the daemon once with \`gatehouse run\`, or check the state directory.`,
      { kind: "missing" },
    );
  }
  try {
    const database = new Database(path, { readonly: true, fileMustExist: true, timeout: BUSY_TIMEOUT_MS });
    refuseNewer(versionOf(database), path);
    return database;
  } catch (error) {
    throw journalError(error, `opening ${path}`);
  }
}

/**
 * Opens an existing journal to change what it holds, also while the daemon writes it.
 *
 * @throws GatehouseError JOURNAL_CANNOT_OPEN, JOURNAL_CORRUPT (failed), JOURNAL_TOO_NEW (usage)
 */
export function openDatabaseToChange(path: string): Database.Database {
  try {
    const database = new Database(path, { fileMustExist: true, timeout: BUSY_TIMEOUT_MS });
    migrate(database);
    return database;
  } catch (error) {
    throw journalError(error, `opening ${path}`);
  }
}

/** Node's refusal to create the file and SQLite's to open it mean the same. */
function openingError(error: unknown, path: string): unknown {
  if (error instanceof GatehouseError || !(error instanceof Error) || !("syscall" in error)) {
    return journalError(error, `opening ${path}`);
  }
  return new GatehouseError(
    "JOURNAL_CANNOT_OPEN",
    `The journal cannot be opened: ${error.message}; check owner and mount of the state directory.`,
    { kind: "failed", cause: error },
  );
}

/** Whether there is something that is no sound journal. None at all is no damage; a log without its journal is. */
function isDamaged(path: string, checkedWholeBytes: number): boolean {
  if (isNoted(path)) return true;
  if (!existsSync(path)) return existsSync(`${path}-wal`);
  const database = new Database(path, { timeout: BUSY_TIMEOUT_MS });
  try {
    return !isSound(database, checkedWholeBytes);
  } catch (error) {
    if (!isDamage(error)) throw error;
    return true;
  } finally {
    database.close();
  }
}

/**
 * Whether an existing file is a journal with intact tables, of a large one: with intact tables that doors depend on. Damage
 * elsewhere is noted when it is come upon (see journal-error.ts), and a decision that cannot be written opens nothing. A file
 * without our mark is not: an empty one is what a power cut may leave of a journal, and then nobody knows which locks are owed.
 */
function isSound(database: Database.Database, checkedWholeBytes: number): boolean {
  if (database.pragma("application_id", { simple: true }) !== APPLICATION_ID) return false;
  refuseNewer(versionOf(database), database.name);
  const checks = sizeOf(database) <= checkedWholeBytes ? ["1"] : CHECKED_ALWAYS;
  return checks.every((what) => database.pragma(`quick_check(${what})`, { simple: true }) === "ok");
}

function sizeOf(database: Database.Database): number {
  const [pages, bytes] = ["page_count", "page_size"].map((name) => database.pragma(name, { simple: true }));
  return Number(pages) * Number(bytes);
}

/** Write-ahead log: readers never wait for the writer, and a killed process loses nothing that was committed. */
function prepare(database: Database.Database): OpenedDatabase {
  database.pragma("journal_mode = WAL");
  database.pragma("synchronous = NORMAL");
  return { database, upgrade: migrate(database) };
}
