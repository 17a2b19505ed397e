import { createHash, randomBytes } from "node:crypto";
import type { Database, Statement } from "better-sqlite3";
import type { GatehouseEvent } from "../../events/catalogue.ts";

/** Events that are decisions. */
export type DecisionEvent = Extract<GatehouseEvent, { name: "request.allowed" | "request.denied" }>;

/**
 * One link of the chain. `decision`: as it was written; `erasure`: as it has read since a person was taken out of it.
 * The commitment is to the text and to what it was judged by; without its salt it tells nothing of either.
 */
export interface ChainLink {
  readonly place: number;
  readonly kind: "decision" | "erasure";
  /** The event's id, its place in the journal, and its request. */
  readonly event: string;
  readonly seq: number;
  readonly request: string;
  /** Null: the text was deleted, or a person taken out of it. */
  readonly salt: Buffer | null;
  readonly commitment: Buffer;
  readonly link: Buffer;
}

const SALT_BYTES = 16;
const NOTHING = Buffer.alloc(32);

/** Whether an event is a decision. */
export function isDecision(event: GatehouseEvent): event is DecisionEvent {
  return event.name === "request.allowed" || event.name === "request.denied";
}

/** What is promised of a decision's text (`event.body`) and of what it was judged by (`judged.body`, if it was kept). */
export function commitmentOf(salt: Buffer, body: string, judged: string | null): Buffer {
  // JSON sets the texts apart from each other.
  return createHash("sha256")
    .update(salt)
    .update(JSON.stringify([body, judged]))
    .digest();
}

/** What holds a link to the one before. */
export function linkOf(
  before: Buffer | null,
  { place, kind, event, seq, request, commitment }: Omit<ChainLink, "link" | "salt">,
): Buffer {
  return createHash("sha256")
    .update(before ?? NOTHING)
    .update(commitment)
    .update(JSON.stringify([place, kind, event, seq, request]))
    .digest();
}

interface Texts {
  readonly seq: number;
  readonly request: string;
  readonly body: string;
  readonly judged: string | null;
}

/** Forges the links. All of it belongs into the transaction that changes the decision. */
export class DecisionChain {
  readonly #last: Statement<[], Pick<ChainLink, "place" | "link">>;
  readonly #append: Statement;
  readonly #keep: Statement<[string, string]>;
  readonly #drop: Statement<[string]>;
  readonly #unseal: Statement<[string]>;
  readonly #texts: Statement<[string], Texts>;

  constructor(database: Database) {
    this.#last = database.prepare("SELECT place, link FROM decision_chain ORDER BY place DESC LIMIT 1");
    this.#append = database.prepare(
      `INSERT INTO decision_chain (place, kind, event, seq, request, salt, commitment, link)
       VALUES (@place, @kind, @event, @seq, @request, @salt, @commitment, @link)`,
    );
    this.#keep = database.prepare("INSERT INTO judged (event, body) VALUES (?, ?)");
    this.#drop = database.prepare("DELETE FROM judged WHERE event = ?");
    this.#unseal = database.prepare("UPDATE decision_chain SET salt = NULL WHERE event = ?");
    this.#texts = database.prepare(
      `SELECT event.seq AS seq, event.request AS request, event.body AS body, judged.body AS judged
       FROM event LEFT JOIN judged ON judged.event = event.id WHERE event.id = ?`,
    );
  }

  /** Adds a decision that has just been written, and keeps what it was judged by. */
  add({ id }: DecisionEvent, judged: string | null): void {
    if (judged !== null) this.#keep.run(id, judged);
    this.#forge("decision", id);
  }

  /** A person was taken out of a decision's text: what it said is proven by nothing any more, what it says now is. */
  reseal(event: string): void {
    if (this.#unseal.run(event).changes > 0) this.#forge("erasure", event);
  }

  /** A decision was deleted because it is old. */
  drop(event: string): void {
    this.#drop.run(event);
    this.#unseal.run(event);
  }

  #forge(kind: ChainLink["kind"], event: string): void {
    const texts = this.#texts.get(event);
    if (texts === undefined) return;
    const last = this.#last.get();
    const salt = randomBytes(SALT_BYTES);
    const commitment = commitmentOf(salt, texts.body, texts.judged);
    const { seq, request } = texts;
    const next = { place: (last?.place ?? 0) + 1, kind, event, seq, request, commitment };
    this.#append.run({ ...next, salt, link: linkOf(last?.link ?? null, next) });
  }
}
