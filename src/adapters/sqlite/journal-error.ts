import Database from "better-sqlite3";
import { GatehouseError, messageOf } from "../../runtime/errors.ts";
import { noteDamage } from "./damage-mark.ts";

/** Result codes of SQLite (https://sqlite.org/rescode.html) by what a person can do about them; the longest prefix counts. */
const MEANINGS = [
  ["SQLITE_FULL", "JOURNAL_DISK_FULL", "the disk is full; free some space or lower `recordings.max_size`"],
  [
    "SQLITE_READONLY",
    "JOURNAL_READ_ONLY",
    "it may not be written; check owner and mount of the state directory",
  ],
  [
    "SQLITE_CANTOPEN",
    "JOURNAL_CANNOT_OPEN",
    "it cannot be opened; check that this user may use the state directory",
  ],
  ["SQLITE_PERM", "JOURNAL_CANNOT_OPEN", "this user may not open it"],
  ["SQLITE_BUSY", "JOURNAL_BUSY", "another process holds it; close what else has the journal open"],
  [
    "SQLITE_CORRUPT",
    "JOURNAL_CORRUPT",
    "it is damaged; restart the daemon, which sets it aside and begins a new one",
  ],
  ["SQLITE_NOTADB", "JOURNAL_CORRUPT", "it is not a database; restart the daemon, which sets it aside"],
  ["SQLITE_IOERR", "JOURNAL_DISK_ERROR", "the disk reports errors; check it before you trust it again"],
] as const satisfies readonly (readonly [prefix: string, code: string, advice: string])[];

/** What SQLite threw while `doing`, as an error that says what to do; other errors come back unchanged. */
export function journalError(error: unknown, doing: string): unknown {
  if (!(error instanceof Database.SqliteError)) return error;
  const meaning = MEANINGS.find(([prefix]) => error.code.startsWith(prefix));
  const [, code, advice] = meaning ?? (["", "JOURNAL_FAILED", messageOf(error)] as const);
  return new GatehouseError(code, `The journal failed while ${doing}: ${advice} (${error.code}).`, {
    kind: "failed",
    cause: error,
  });
}

/** Runs `work` on a database as a promise; what SQLite throws becomes a journal error, and damage is noted for the next start. */
export function guarded<Result>(
  database: Database.Database,
  doing: string,
  work: () => Result,
): Promise<Result> {
  try {
    return Promise.resolve(work());
  } catch (error) {
    if (isDamage(error) && !database.readonly) noteDamage(database.name);
    const failure = journalError(error, doing);
    return Promise.reject(failure instanceof Error ? failure : new Error(String(failure)));
  }
}

/** True if the file itself is broken, as opposed to the disk, the rights or a fellow process. */
export function isDamage(error: unknown): boolean {
  return error instanceof Database.SqliteError && /^SQLITE_(CORRUPT|NOTADB)/.test(error.code);
}

/** True if a row does not fit the table into which it was to be written. */
export function isConstraint(error: unknown): boolean {
  return error instanceof Database.SqliteError && error.code.startsWith("SQLITE_CONSTRAINT");
}
