import { closeSync, existsSync, openSync, renameSync } from "node:fs";
import { dirname } from "node:path";
import Database from "better-sqlite3";
import { GatehouseError } from "../../runtime/errors.ts";
import { isDamage, journalError } from "./journal-error.ts";
import { APPLICATION_ID, migrate, refuseNewer, versionOf } from "./schema.ts";

/** How long a statement waits for another process's lock before it fails. */
const BUSY_TIMEOUT_MS = 2000;

/** A journal up to this size is checked whole before it is used; reading gigabytes would keep the house waiting for minutes. */
const CHECKED_WHOLE_BYTES = 128e6;
/** What the doors depend on; of a large journal only this is checked at once. It stays small. */
const CHECKED_ALWAYS = ["debt", "spend", "rule_state"];

export interface OpenedDatabase {
  readonly database: Database.Database;
  /** Where a damaged predecessor was moved; null if there was none. */
  readonly movedTo: string | null;
}

/**
 * Opens the journal's database for writing, creates or migrates it, and checks it. One that is damaged is moved aside
 * (nothing is deleted) and a new one begun.
 *
 * @param now names the file of a damaged predecessor, ms since the epoch
 * @param checkedWholeBytes up to which size all of it is checked
 */
export function openDatabase(
  path: string,
  now: number,
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
    const existed = existsSync(path);
    const database = connect(path);
    try {
      if (!existed || isSound(database, checkedWholeBytes))
        return { database: prepare(database), movedTo: null };
    } catch (error) {
      database.close();
      if (!isDamage(error)) throw error;
    }
    database.close();
    const movedTo = moveAside(path, now);
    return { database: prepare(connect(path)), movedTo };
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

/** Who was where and when is for this user only; SQLite gives the log files beside it the same rights. */
function connect(path: string): Database.Database {
  closeSync(openSync(path, "a", 0o600));
  return new Database(path, { timeout: BUSY_TIMEOUT_MS });
}

/**
 * Whether an existing file is a journal with intact tables, of a large one: with intact tables that doors depend on; damage
 * elsewhere shows when it is come upon, and a decision that cannot be written opens nothing. A file without our mark is not: an empty one is what a
 * power cut may leave of a journal, and then nobody knows which locks are owed.
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
function prepare(database: Database.Database): Database.Database {
  database.pragma("auto_vacuum = INCREMENTAL");
  database.pragma("journal_mode = WAL");
  database.pragma("synchronous = NORMAL");
  migrate(database);
  return database;
}

function moveAside(path: string, now: number): string {
  const stamp = new Date(now).toISOString().replaceAll(/[-:]|\.\d+/g, "");
  const free = (n: number): string => {
    const candidate = `${path}.corrupt-${stamp}${n === 0 ? "" : `-${n}`}`;
    return existsSync(candidate) ? free(n + 1) : candidate;
  };
  const target = free(0);
  for (const suffix of ["", "-wal", "-shm"]) {
    if (existsSync(path + suffix)) renameSync(path + suffix, target + suffix);
  }
  return target;
}
