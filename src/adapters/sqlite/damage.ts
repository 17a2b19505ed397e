import type { Database } from "better-sqlite3";
import { versionOf } from "./schema.ts";

/** A damaged journal that another has taken the place of. */
export interface Damage {
  /** When, ms since the epoch. */
  readonly at: number;
  /** The damaged file, in the folder of the journal. */
  readonly movedTo: string;
  /** How many events could be read of it. */
  readonly events: number;
  /** All of it could be read. */
  readonly isWhole: boolean;
}

/** The schema in which a journal tells of its damaged predecessor. */
const TOLD_SINCE = 3;

/** Writes down of a new journal that its predecessor was damaged, and that nobody has taken the consequences yet. */
export function writeDamage(database: Database, { at, movedTo, events, isWhole }: Damage): void {
  database
    .prepare("INSERT OR REPLACE INTO damage VALUES (1, ?, ?, ?, ?, 0)")
    .run(at, movedTo, events, isWhole ? 1 : 0);
}

/** The damaged predecessor of a journal; null if there was none. */
export function readDamage(database: Database): (Damage & { readonly isTakenUp: boolean }) | null {
  if (versionOf(database) < TOLD_SINCE) return null;
  const row = database
    .prepare<[], { at: number; movedTo: string; events: number; isWhole: number; isTakenUp: number }>(
      "SELECT at, moved_to AS movedTo, events, is_whole AS isWhole, is_taken_up AS isTakenUp FROM damage",
    )
    .get();
  return row === undefined ? null : { ...row, isWhole: row.isWhole === 1, isTakenUp: row.isTakenUp === 1 };
}

/** Everything that the damage demands is written down: the next start is one like any other. */
export function markTakenUp(database: Database): void {
  database.prepare("UPDATE damage SET is_taken_up = 1").run();
}
