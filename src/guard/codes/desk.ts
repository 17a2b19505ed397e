import type { EventDraft } from "../../events/catalogue.ts";
import type { Clock, Instant } from "../../runtime/clock.ts";
import { messageOf } from "../../runtime/errors.ts";
import type { Logger } from "../../runtime/logger.ts";
import { seconds } from "../phrases.ts";
import { inThisBoot, waitLeftMs, withWrong, type EntryRecord } from "./attempts.ts";
import type { CodeChecker, EntryStore, KnownCode } from "./ports.ts";

type Entered = Extract<EventDraft, { name: "code.entered" }>;

/** What a desk works with. */
export interface CodeDeskOptions {
  readonly clock: Clock;
  readonly boot: string;
  readonly checker: CodeChecker;
  readonly store: EntryStore;
  /** The group in which somebody is enrolled; null: in none. */
  readonly groupOf: (person: string) => string | null;
  readonly logger: Logger;
}

/** A code that came with a request. */
export interface CodeEntry {
  readonly request: string;
  /** Where it was entered; wrong codes of one place are counted together. */
  readonly via: string;
  readonly code: string;
}

/** Codes that may wait for their turn: each takes a tenth of a second and more. */
const WAITING_LIMIT = 4;
/** A longer one was never set. */
const CODE_MAX_LENGTH = 64;

/**
 * Looks at codes, one after the other, and says what they were. What was entered is nowhere but in the memory of this call.
 * Whatever goes wrong, the code counts for nothing. Wrong ones make the next wait, ever longer, across restarts.
 */
export class CodeDesk {
  readonly #options: CodeDeskOptions;
  #records: Record<string, EntryRecord> | null = null;
  #turn: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  #refused = 0;

  constructor(options: CodeDeskOptions) {
    this.#options = options;
  }

  /** How many codes were not looked at because too many were waiting. */
  get refused(): number {
    return this.#refused;
  }

  /** What a code was, as an event to be journalled before its request is judged. Never rejects. */
  async enter(entry: CodeEntry): Promise<Entered> {
    const at = this.#options.clock.now();
    if (this.#waiting >= WAITING_LIMIT) {
      this.#refused += 1;
      return refused(entry, at, "Too many codes are entered at once; this one was not looked at.");
    }
    this.#waiting += 1;
    const looked = this.#turn.then(() => this.#look(entry, at));
    this.#turn = looked;
    try {
      return await looked;
    } finally {
      this.#waiting -= 1;
    }
  }

  async #look(entry: CodeEntry, at: Instant): Promise<Entered> {
    const { clock, boot, checker, logger } = this.#options;
    try {
      const records = this.#known();
      const waitMs = waitLeftMs(records[entry.via], clock.now().t);
      if (waitMs > 0) {
        return refused(entry, at, `Too many wrong codes: the next may be entered in ${seconds(waitMs)}.`);
      }
      // Counted before it is looked at: whoever cuts the power meanwhile gains nothing.
      await this.#keep(entry.via, withWrong(records[entry.via], { t: clock.now().t, boot }));
      const found = entry.code.length > CODE_MAX_LENGTH ? [] : await checker.matches(entry.code);
      const said = whatItWas(found);
      if (said.outcome === "right") {
        // It was right all the same if this cannot be written: then it is counted as wrong later on.
        await this.#keep(entry.via, { wrong: 0, t: clock.now().t, boot }).catch((error: unknown) =>
          logger.warn("a right code could not be written down", { error: messageOf(error) }),
        );
      }
      const group = said.person === null ? null : this.#options.groupOf(said.person);
      return { ...said, group, ...common(entry, at) };
    } catch (error) {
      logger.error("a code could not be looked at", { error: messageOf(error) });
      // What stands in the way is in the log; whoever enters codes need not know.
      return refused(entry, at, "The code could not be looked at.");
    }
  }

  #known(): Record<string, EntryRecord> {
    const { store, clock, boot } = this.#options;
    const now = { t: clock.now().t, boot };
    this.#records ??= Object.fromEntries(
      Object.entries(store.load()).map(([via, record]) => [via, inThisBoot(record, now)]),
    );
    return this.#records;
  }

  async #keep(via: string, record: EntryRecord): Promise<void> {
    const records = { ...this.#known(), [via]: record };
    // Also if it cannot be written: then the code is not looked at, and the next has to wait all the same.
    this.#records = records;
    await this.#options.store.save(records);
  }
}

/** What the matching codes make of an entry. */
function whatItWas(codes: readonly KnownCode[]): Pick<Entered, "outcome" | "code" | "person" | "why"> {
  const wrong = { outcome: "wrong", code: null, person: null } as const;
  const [first] = codes;
  if (first === undefined) return { ...wrong, why: "There is no such code." };
  const forced = codes.find(({ duress }) => duress);
  if (forced !== undefined) {
    const why = "It is a code for somebody who is forced to: it opens nothing.";
    return { outcome: "duress", code: forced.name, person: forced.person, why };
  }
  if (codes.length > 1) {
    const names = codes.map(({ name }) => name).join(" and ");
    return {
      ...wrong,
      why: `The codes ${names} read the same, so nobody knows whose it is: set one of them anew.`,
    };
  }
  return { outcome: "right", code: first.name, person: first.person, why: "It is right." };
}

function refused(entry: CodeEntry, at: Instant, why: string): Entered {
  return { ...common(entry, at), outcome: "refused", code: null, person: null, group: null, why };
}

function common({ request, via }: CodeEntry, at: Instant) {
  return { name: "code.entered" as const, source: "guard", at: at.at, t: at.t, request, via };
}
