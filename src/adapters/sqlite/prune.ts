import { setImmediate as nextTurn } from "node:timers/promises";
import type { Database } from "better-sqlite3";
import { DecisionChain } from "./decision-chain.ts";
import { guarded } from "./journal-error.ts";

/** Rows deleted in one transaction, so that a decision that is to be written waits a few ms at the most. */
const ROWS_AT_ONCE = 200;
const PAGES_AT_ONCE = 200;
/** So many of the latest events are never deleted for their age. */
export const KEPT_LATEST = 10_000;

export interface Retention {
  /** Delete events whose wall clock is before this, ms since the epoch. */
  readonly beforeAt: number;
  /** Keep so many of the latest events whatever their time says: a wall clock that jumps must not empty the journal. */
  readonly keepLatest?: number;
  /** Keep what was written down when these clips were closed, by name: they are still there. */
  readonly keepClips?: readonly string[];
}

/** By their times: what is not old is not looked at, or a journal of millions would be read through each time. */
export const DELETE_OLD = `DELETE FROM event WHERE seq IN (
  SELECT seq FROM event INDEXED BY event_at
  WHERE at < ?
    AND seq <= (SELECT seq FROM sqlite_sequence WHERE name = 'event') - ?
    AND (request IS NULL OR request NOT IN (SELECT request FROM debt))
    AND seq IS NOT (SELECT max(seq) FROM event WHERE name = 'mode.changed')
    AND NOT (name = 'recording.finished' AND body ->> '$.clip' IN (SELECT value FROM json_each(?)))
    AND seq NOT IN (SELECT max(seq) FROM event WHERE name = 'rule.switched' GROUP BY body ->> '$.rule')
  LIMIT ?
) RETURNING id, name`;

/**
 * Deletes old events and old spent evidence, and gives the space back. Debts, and events of requests that still owe a
 * lock, stay; so do the latest change of the mode, which says in which one the house is, and that of each rule's switch. Resolves with the number of deleted events.
 */
export async function prune(database: Database, retention: Retention): Promise<number> {
  const deleteSome = database.prepare<[number, number, string, number], { id: string; name: string }>(
    DELETE_OLD,
  );
  const keepClips = JSON.stringify(retention.keepClips ?? []);
  const chain = new DecisionChain(database);
  const deleteRound = database.transaction((): number => {
    const gone = deleteSome.all(
      retention.beforeAt,
      retention.keepLatest ?? KEPT_LATEST,
      keepClips,
      ROWS_AT_ONCE,
    );
    for (const { id, name } of gone)
      if (name === "request.allowed" || name === "request.denied") chain.drop(id);
    return gone.length;
  });
  let deleted = 0;
  for (;;) {
    const changes = await guarded(database, "deleting old events", () => deleteRound.immediate());
    deleted += changes;
    if (changes < ROWS_AT_ONCE) break;
    await nextTurn();
  }
  await guarded(database, "deleting old events", () => {
    database.prepare("DELETE FROM spend WHERE at < ?").run(retention.beforeAt);
  });
  await giveBackSpace(database);
  return deleted;
}

async function giveBackSpace(database: Database): Promise<void> {
  const freePages = (): number => database.pragma("freelist_count", { simple: true }) as number;
  for (let before = freePages(), left = 0; before > 0 && before !== left; before = freePages()) {
    left = before;
    await guarded(database, "giving back space", () =>
      database.pragma(`incremental_vacuum(${PAGES_AT_ONCE})`),
    );
    if (freePages() === before) return;
    await nextTurn();
  }
}
