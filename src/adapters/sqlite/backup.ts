import { closeSync, openSync, renameSync, rmSync, statfsSync, statSync } from "node:fs";
import { dirname } from "node:path";
import type { Database } from "better-sqlite3";
import { backupsOf } from "./copies.ts";
import { sync } from "./sync.ts";

/** What stays free beside a copy, bytes: the journal itself has to be written on. */
const LEFT_FREE_BYTES = 50e6;
/** Copies of so many schemas are kept. */
const KEPT = 2;

/**
 * Copies a database into the file `NAME.schema-VERSION` beside it, for whoever wants to go back to the Gatehouse that wrote
 * it; it is whole and on the disk when this returns. Null if there is no room for it.
 */
export function backUp(database: Database, version: number): string | null {
  const { name: path } = database;
  const target = `${path}.schema-${version}`;
  if (!hasRoomFor(database)) return null;
  const part = `${target}.part`;
  rmSync(part, { force: true });
  // SQLite would make it for everybody to read.
  closeSync(openSync(part, "wx", 0o600));
  try {
    database.prepare("VACUUM INTO ?").run(part);
    sync(part);
    renameSync(part, target);
    sync(dirname(path));
  } finally {
    rmSync(part, { force: true });
  }
  for (const old of backupsOf(path).slice(KEPT)) rmSync(old, { force: true });
  return target;
}

function hasRoomFor({ name }: Database): boolean {
  const { bavail, bsize } = statfsSync(dirname(name));
  const log = statSync(`${name}-wal`, { throwIfNoEntry: false })?.size ?? 0;
  return bavail * bsize >= statSync(name).size + log + LEFT_FREE_BYTES;
}
