import { closeSync, openSync, renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import Database from "better-sqlite3";
import { migrate } from "./schema.ts";
import { sync } from "./sync.ts";

/**
 * Makes a new journal under another name, has it filled, and gives it its name when it is whole and on the disk: a crash
 * leaves none that looks like a damaged one. Who was where and when is for this user only.
 */
export function createDatabase(path: string, fill: (database: Database.Database) => void): void {
  const part = `${path}.part`;
  rmSync(part, { force: true });
  closeSync(openSync(part, "wx", 0o600));
  const database = new Database(part);
  try {
    // Nobody sees it before it is whole.
    for (const setting of ["auto_vacuum = INCREMENTAL", "journal_mode = OFF", "synchronous = OFF"])
      database.pragma(setting);
    migrate(database);
    database.exec("BEGIN");
    fill(database);
    database.exec("COMMIT");
  } finally {
    database.close();
  }
  sync(part);
  renameSync(part, path);
  sync(dirname(path));
}
