import Database from "better-sqlite3";

/** The schemas that were released, as they were; they are never edited. Entry i leads to version i + 1. */
const RELEASED = [
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
] as const;

/** The versions of earlier Gatehouses. */
export const OLD_VERSIONS = RELEASED.map((_, i) => i + 1);

/** Writes a journal as the Gatehouse of that version did, with some of everything that it could keep. */
export function writeOldJournal(path: string, version: number): void {
  const database = new Database(path);
  database.pragma("auto_vacuum = INCREMENTAL");
  database.pragma("journal_mode = WAL");
  for (const schema of RELEASED.slice(0, version)) database.exec(schema);
  database.pragma("application_id = 0x47415445");
  database.pragma(`user_version = ${version}`);
  const event = database.prepare(
    "INSERT INTO event (id, name, at, request, cause, body) VALUES (?, ?, ?, ?, ?, ?)",
  );
  const stamp = { v: 1, at: 1_700_000_000_000, t: 1, boot: "boot-0", run: "run-0", source: "brain" };
  const insert = (name: string, more: object): void => {
    const id = `old-${name}`;
    event.run(id, name, stamp.at, null, null, JSON.stringify({ ...stamp, id, name, ...more }));
  };
  insert("node.started", { version: "0.1" });
  insert("mode.changed", { from: "home", to: "sentry", by: { kind: "command" } });
  database.prepare("INSERT INTO debt VALUES ('front', 'r1', 1, 2, 3, 'boot-0')").run();
  database.prepare("INSERT INTO spend VALUES ('anna', 'porch', 'run-0/7', 1, ?, 'boot-0')").run(stamp.at);
  database.prepare("INSERT INTO rule_state VALUES (1, '{}')").run();
  database.prepare("INSERT INTO trace VALUES ('rule-run', 'r', 'done', 1, '{\"run\":\"rule-run\"}')").run();
  if (version >= 2) {
    database.prepare("INSERT INTO judged VALUES ('old-event', 'matter')").run();
    database
      .prepare("INSERT INTO decision_chain VALUES (1, 'decision', 'old-event', 1, 'r1', x'00', x'01', x'02')")
      .run();
  }
  if (version >= 3)
    database.prepare("INSERT INTO damage VALUES (1, 1, 'journal.db.corrupt-1', 3, 0, 1)").run();
  database.close();
}
