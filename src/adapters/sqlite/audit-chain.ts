import type { Database } from "better-sqlite3";
import { GatehouseEvent } from "../../events/catalogue.ts";
import { commitmentOf, isDecision, linkOf, type ChainLink, type DecisionEvent } from "./decision-chain.ts";
import { openDatabaseToRead } from "./open-database.ts";
import { KEPT_LATEST } from "./prune.ts";
import { versionOf } from "./schema.ts";

/** What the chain of decisions proves, and what it does not. */
export interface ChainAudit {
  /** Decisions whose text is what it was when it was written, or when a person was taken out of it. */
  readonly proven: number;
  /** How many of those a person was taken out of. */
  readonly erased: number;
  /** Decisions that were deleted for their age. */
  readonly aged: number;
  /** Decisions of before there was a chain. */
  readonly before: number;
  /** The last link, as hexadecimal digits: who has noted it knows later that all up to it is still there. */
  readonly head: string | null;
  /** What is wrong, each in a sentence that says which decision. */
  readonly faults: readonly string[];
}

/** A decision, and what it was judged by. */
export interface JudgedDecision {
  readonly event: DecisionEvent;
  readonly matter: string | null;
}

/** A journal whose decisions are looked at. */
export interface JournalAudit {
  audit(): ChainAudit;
  /** Every decision, oldest first, read as they are asked for. */
  decisions(): Iterable<JudgedDecision>;
  close(): void;
}

/** The schema in which the chain begins. */
const CHAINED_SINCE = 2;

/**
 * Opens an existing journal to look at its decisions; null if an earlier Gatehouse has written it, without a chain.
 *
 * @throws GatehouseError as `openJournalReader` does
 */
export function openJournalAudit(path: string): JournalAudit | null {
  const database = openDatabaseToRead(path);
  if (versionOf(database) < CHAINED_SINCE) {
    database.close();
    return null;
  }
  return {
    // One transaction: a daemon that writes meanwhile changes nothing of what is seen.
    audit: () => database.transaction(() => new Audit(database).run())(),
    decisions: () => decisionsOf(database),
    close: () => void database.close(),
  };
}

interface DecisionRow {
  readonly id: string;
  readonly seq: number;
  readonly request: string;
  readonly body: string;
  readonly judged: string | null;
}

const DECISIONS = `SELECT id, seq, request, event.body AS body, judged.body AS judged
  FROM event LEFT JOIN judged ON judged.event = event.id
  WHERE name IN ('request.allowed', 'request.denied')`;

class Audit {
  readonly #database: Database;
  readonly #faults: string[] = [];
  /** The latest link about each decision. */
  readonly #latest = new Map<string, ChainLink>();
  #first: ChainLink | null = null;
  #last: ChainLink | null = null;

  constructor(database: Database) {
    this.#database = database;
  }

  run(): ChainAudit {
    this.#walk();
    const found = this.#compare();
    const aged = this.#absent();
    return { ...found, aged, head: this.#last?.link.toString("hex") ?? null, faults: this.#faults };
  }

  /** Each link has to follow from the one before. */
  #walk(): void {
    const links = this.#database.prepare<[], ChainLink>("SELECT * FROM decision_chain ORDER BY place");
    for (const link of links.iterate()) {
      const place = (this.#last?.place ?? 0) + 1;
      const of = `link ${link.place} (request ${link.request})`;
      if (link.place !== place) {
        const gone =
          link.place - place === 1 ? `link ${place} is` : `links ${place} to ${link.place - 1} are`;
        this.#faults.push(`The chain has a gap before ${of}: ${gone} missing.`);
      } else if (!linkOf(this.#last?.link ?? null, link).equals(link.link)) {
        this.#faults.push(
          `The chain does not hold at ${of}: this link or the one before was changed or moved.`,
        );
      }
      this.#first ??= link;
      this.#last = link;
      this.#latest.set(link.event, link);
    }
  }

  /** Each decision has to be what its link says. */
  #compare(): Pick<ChainAudit, "proven" | "erased" | "before"> {
    const count = { proven: 0, erased: 0, before: 0 };
    for (const row of this.#database.prepare<[], DecisionRow>(`${DECISIONS} ORDER BY seq`).iterate()) {
      const link = this.#latest.get(row.id);
      this.#latest.delete(row.id);
      if (link === undefined && (this.#first === null || row.seq < this.#first.seq)) count.before += 1;
      else if (this.#isProven(row, link)) {
        count.proven += 1;
        if (link?.kind === "erasure") count.erased += 1;
      }
    }
    return count;
  }

  #isProven({ id, seq, request, body, judged }: DecisionRow, link: ChainLink | undefined): boolean {
    const which = `Decision ${id} (request ${request}, event ${seq})`;
    if (link === undefined)
      this.#faults.push(`${which} has no link: it was added, or its link was taken away.`);
    else if (link.salt === null) this.#faults.push(`${which} cannot be proven: its salt was taken away.`);
    else if (!commitmentOf(link.salt, body, judged).equals(link.commitment))
      this.#faults.push(`${which} was changed after it was written.`);
    else if (link.seq !== seq || link.request !== request)
      this.#faults.push(`${which} was moved: it was event ${link.seq} of request ${link.request}.`);
    else return true;
    return false;
  }

  /** Links whose decision is not there: deleted for its age, or taken away. Returns how many were deleted for their age. */
  #absent(): number {
    const latest = this.#database
      .prepare<[], { seq: number }>("SELECT seq FROM sqlite_sequence WHERE name = 'event'")
      .get();
    const keptFrom = (latest?.seq ?? 0) - KEPT_LATEST;
    let aged = 0;
    for (const { event, request, seq, salt } of this.#latest.values()) {
      if (salt === null && seq <= keptFrom) aged += 1;
      else this.#faults.push(`Decision ${event} (request ${request}, event ${seq}) is missing.`);
    }
    return aged;
  }
}

function* decisionsOf(database: Database): Generator<JudgedDecision> {
  for (const { seq, body, judged: matter } of database
    .prepare<[], DecisionRow>(`${DECISIONS} ORDER BY seq`)
    .iterate()) {
    const read = GatehouseEvent.safeParse({ ...parsed(body), seq });
    if (read.success && isDecision(read.data)) yield { event: read.data, matter };
  }
}

function parsed(body: string): Record<string, unknown> {
  try {
    return JSON.parse(body) as Record<string, unknown>;
  } catch {
    return {};
  }
}
