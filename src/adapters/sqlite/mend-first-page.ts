import {
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fstatSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from "node:fs";
import Database from "better-sqlite3";
import { isDamage } from "./journal-error.ts";
import { migrate } from "./schema.ts";

/** Every journal has pages of this size: the default of SQLite since 2016, which nobody changes here. */
const PAGE_BYTES = 4_096;
/** Where the header tells what kind of log there is, and how many pages (https://sqlite.org/fileformat.html#the_database_header). */
const LOG_KIND = { at: 18, none: 1, wal: 2 };
const PAGE_COUNT_AT = 28;

/** The ways in which a journal's tables may lie: as they were made, and as they were put after a person was taken out. */
const LAYOUTS = ["as made", "vacuumed"] as const;
type Layout = (typeof LAYOUTS)[number];
/** Small, and of different kinds: where these are found the others are. */
const LOOKED_AT = ["debt", "spend", "rule_state", "trace"];

/**
 * Without its first page, where the tables are listed, nothing of a database can be found. But journals of one schema begin
 * alike: with `auto_vacuum` the roots of the tables come first, in the order in which they were made. So a copy is given that
 * of a new journal, and read. Null if that does not help.
 */
export function withFirstPageMended<Result>(path: string, read: (copy: string) => Result): Result | null {
  const copy = `${path}.mended`;
  try {
    copyFileSync(path, copy, constants.COPYFILE_FICLONE);
    const hasLog = existsSync(`${path}-wal`);
    if (hasLog) copyFileSync(`${path}-wal`, `${copy}-wal`);
    for (const layout of LAYOUTS) {
      replaceFirstPage(copy, { layout, hasLog });
      if (fits(copy)) return read(copy);
    }
    return null;
  } catch (error) {
    if (isDamage(error) || (error as { code?: unknown }).code === "ENOSPC") return null;
    throw error;
  } finally {
    for (const suffix of ["", "-wal", "-shm"]) rmSync(copy + suffix, { force: true });
  }
}

function fits(copy: string): boolean {
  const database = new Database(copy, { readonly: true });
  try {
    return LOOKED_AT.every((table) => database.pragma(`quick_check(${table})`, { simple: true }) === "ok");
  } catch (error) {
    if (isDamage(error)) return false;
    throw error;
  } finally {
    database.close();
  }
}

function replaceFirstPage(path: string, { layout, hasLog }: { layout: Layout; hasLog: boolean }): void {
  const page = firstPage(`${path}.new`, layout);
  const file = openSync(path, "r+");
  try {
    const kind = hasLog ? LOG_KIND.wal : LOG_KIND.none;
    page.fill(kind, LOG_KIND.at, LOG_KIND.at + 2);
    page.writeUInt32BE(Math.floor(fstatSync(file).size / PAGE_BYTES), PAGE_COUNT_AT);
    writeSync(file, page, 0, PAGE_BYTES, 0);
  } finally {
    closeSync(file);
  }
}

/** The first page of a new journal, which is made and deleted for it. */
function firstPage(path: string, layout: Layout): Buffer {
  rmSync(path, { force: true });
  try {
    const database = new Database(path);
    database.pragma("auto_vacuum = INCREMENTAL");
    migrate(database);
    if (layout === "vacuumed") database.exec("VACUUM");
    database.close();
    return readFileSync(path).subarray(0, PAGE_BYTES);
  } finally {
    rmSync(path, { force: true });
  }
}
