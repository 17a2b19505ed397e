import { existsSync, renameSync, rmSync, statSync } from "node:fs";
import { basename } from "node:path";
import Database from "better-sqlite3";
import type { Clock } from "../../runtime/clock.ts";
import { createDatabase } from "./create-database.ts";
import { writeDamage } from "./damage.ts";
import { placeForDamaged, takeMarkAway } from "./damage-mark.ts";
import { withFirstPageMended } from "./mend-first-page.ts";
import { salvage, type Salvaged } from "./salvage.ts";

/** So long a house waits for its history at the most; locks that are owed wait with it. */
const SALVAGE_MS = 5_000;
const NOTHING: Salvaged = { events: 0, isWhole: false };

/**
 * Moves a damaged journal aside (nothing of it is deleted) and begins another one with what could be read of it, which says
 * so (see damage.ts). A crash in between changes nothing: the next call goes on. When it returns all of it is on the disk.
 */
export function recover(path: string, clock: Clock): void {
  const place = placeForDamaged(path, clock.now().at);
  // A journal in its place beside the one that was moved: all but the end was done before.
  if (!(existsSync(path) && existsSync(place))) {
    for (const suffix of ["", "-wal", "-shm"])
      if (existsSync(path + suffix)) renameSync(path + suffix, place + suffix);
    begin(path, place, clock);
  }
  takeMarkAway(path);
}

function begin(path: string, damaged: string, clock: Clock): void {
  const fill = (read: (into: Database.Database) => Salvaged) => (database: Database.Database) =>
    writeDamage(database, { ...read(database), at: clock.now().at, movedTo: basename(damaged) });
  try {
    createDatabase(
      path,
      fill((into) => readable(damaged, into, clock)),
    );
  } catch (error) {
    if (!(error instanceof Database.SqliteError && error.code.startsWith("SQLITE_FULL"))) throw error;
    // A house without a history is better than none; the history is in the file that was moved.
    createDatabase(
      path,
      fill(() => NOTHING),
    );
  }
}

function readable(damaged: string, into: Database.Database, clock: Clock): Salvaged {
  if (!existsSync(damaged)) return NOTHING;
  const untilT = clock.now().t + SALVAGE_MS;
  const read = (from: string): Salvaged => salvage({ from, into, isOver: () => clock.now().t > untilT });
  const found = read(damaged);
  // What reading it has left there; the index of a log is made anew whenever it is needed.
  rmSync(`${damaged}-shm`, { force: true });
  if (statSync(`${damaged}-wal`, { throwIfNoEntry: false })?.size === 0) rmSync(`${damaged}-wal`);
  const isUnreadable = found.events === 0 && !found.isWhole;
  return isUnreadable ? (withFirstPageMended(damaged, read) ?? found) : found;
}
