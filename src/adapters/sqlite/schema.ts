import type { Database } from "better-sqlite3";
import { GatehouseError } from "../../runtime/errors.ts";
import { backUp } from "./backup.ts";

/** Marks our files among all SQLite databases (`PRAGMA application_id`): "GATE". */
export const APPLICATION_ID = 0x47415445;

/**
 * The schema's history; entry i leads from `user_version` i to i + 1. What was released is never edited, only followed.
 *
 * `event.body` is the event as JSON without its seq. `request` and `cause` repeat what links it to a request's chain.
 * `judged.body` is what a decision was judged by (see guard/matter.ts). For `decision_chain` see decision-chain.ts, for
 * `damage` damage.ts.
 */
const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE event (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    at REAL NOT NULL,
    request TEXT,
    cause TEXT,
    body TEXT NOT NULL
  ) STRICT;
  CREATE INDEX event_at ON event (at);
  CREATE INDEX event_name ON event (name, seq);
  CREATE INDEX event_request ON event (request, seq) WHERE request IS NOT NULL;
  CREATE INDEX event_cause ON event (cause) WHERE cause IS NOT NULL;

  CREATE TABLE debt (
    device TEXT PRIMARY KEY,
    request TEXT NOT NULL,
    since_t REAL NOT NULL,
    due_t REAL NOT NULL,
    due_at REAL NOT NULL,
    boot TEXT NOT NULL
  ) STRICT;
  CREATE TABLE spend (
    person TEXT NOT NULL,
    camera TEXT NOT NULL,
    track TEXT NOT NULL,
    t REAL NOT NULL,
    at REAL NOT NULL,
    boot TEXT NOT NULL
  ) STRICT;
  CREATE INDEX spend_at ON spend (at);

  CREATE TABLE rule_state (only INTEGER PRIMARY KEY CHECK (only = 1), json TEXT NOT NULL) STRICT;
  CREATE TABLE trace (
    run TEXT PRIMARY KEY,
    rule TEXT NOT NULL,
    outcome TEXT NOT NULL,
    at REAL NOT NULL,
    body TEXT NOT NULL
  ) STRICT;
  CREATE INDEX trace_kind ON trace (rule, outcome, at);
  `,
  `
  CREATE TABLE judged (event TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT;
  CREATE TABLE decision_chain (
    place INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    event TEXT NOT NULL,
    seq INTEGER NOT NULL,
    request TEXT NOT NULL,
    salt BLOB,
    commitment BLOB NOT NULL,
    link BLOB NOT NULL
  ) STRICT;
  CREATE INDEX decision_chain_event ON decision_chain (event);
  `,
  `
  CREATE TABLE damage (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    at REAL NOT NULL,
    moved_to TEXT NOT NULL,
    events INTEGER NOT NULL,
    is_whole INTEGER NOT NULL,
    is_taken_up INTEGER NOT NULL
  ) STRICT;
  `,
  `
  CREATE INDEX event_name_at ON event (name, at);
  `,
];

/** The version of the schema that this program writes. */
const SCHEMA_VERSION = MIGRATIONS.length;

/** A journal that an earlier Gatehouse wrote, and that was brought to this program's schema. */
export interface Upgrade {
  readonly from: number;
  /** Where it was copied to before; null if there was no room for a copy. */
  readonly backup: string | null;
}

/** The schema version of an open database. */
export function versionOf(database: Database): number {
  return database.pragma("user_version", { simple: true }) as number;
}

/**
 * Brings a database to this program's schema; all missing steps are one transaction. One that holds something is copied
 * before. Returns null if there was nothing to bring forward.
 *
 * @throws GatehouseError JOURNAL_TOO_NEW (usage) for one that a later Gatehouse wrote
 */
export function migrate(database: Database): Upgrade | null {
  const from = versionOf(database);
  refuseNewer(from, database.name);
  if (from === SCHEMA_VERSION) return null;
  const upgrade = from === 0 ? null : { from, backup: backUp(database, from) };
  database
    .transaction(() => {
      // Somebody else may have been quicker.
      for (const step of MIGRATIONS.slice(versionOf(database))) database.exec(step);
      database.pragma(`application_id = ${APPLICATION_ID}`);
      database.pragma(`user_version = ${SCHEMA_VERSION}`);
    })
    .immediate();
  return upgrade;
}

/** @throws GatehouseError JOURNAL_TOO_NEW (usage) */
export function refuseNewer(version: number, path: string): void {
  if (version <= SCHEMA_VERSION) return;
  throw new GatehouseError(
    "JOURNAL_TOO_NEW",
    `The journal ${path} has schema ${version}, this Gatehouse knows up to ${SCHEMA_VERSION}; ` +
      `run the newer Gatehouse that wrote it, or move the file away to begin a new journal.`,
    { kind: "usage" },
  );
}
