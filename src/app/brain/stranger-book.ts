import type { StrangerStore } from "../../adapters/people/stranger-store.ts";
import type { Acquaintance } from "../../events/from-observation.ts";
import {
  findStranger,
  firstVisit,
  visited,
  withinLimits,
  type Likeness,
  type Stranger,
  type StrangerLimits,
  type Visit,
} from "../../perception/vision/strangers.ts";
import type { Cancel, Clock, Scheduler } from "../../runtime/clock.ts";
import { messageOf } from "../../runtime/errors.ts";
import type { Logger } from "../../runtime/logger.ts";

export interface StrangerBookParts {
  readonly store: () => StrangerStore;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly random: () => number;
  readonly logger: Logger;
  readonly settings: () => {
    readonly limits: StrangerLimits;
    readonly likeness: Likeness;
    /** SHA-256 of the embedding model in use; null while no model is loaded. */
    readonly model: string | null;
  };
}

/** How often those who have been kept long enough are deleted. */
const TIDY_EVERY_MS = 10 * 60_000;
/** Writes that may wait for the disk; beyond it visits are not kept, and that is logged. */
const MOST_WAITING = 64;

/**
 * Knows strangers again. It answers at once from memory, and keeps what it knows on disk, unless that is switched off
 * (`people.unknown.max: 0`): then every stranger is new and nothing is kept.
 */
export class StrangerBook {
  readonly #parts: StrangerBookParts;
  #known: readonly Stranger[] = [];
  #written: Promise<void> = Promise.resolve();
  #waiting = 0;
  #cancel: Cancel = () => undefined;

  constructor(parts: StrangerBookParts) {
    this.#parts = parts;
  }

  /** Reads what is on disk, now and every ten minutes, until `stop`. */
  async start(): Promise<void> {
    this.#cancel = this.#parts.scheduler.after(TIDY_EVERY_MS, () => void this.start());
    await this.load();
  }

  stop(): void {
    this.#cancel();
  }

  /** Reads what is on disk; also after another process has changed it. Strangers that have to go are deleted. */
  load(): Promise<void> {
    return this.#afterwards(async () => {
      const store = this.#parts.store();
      const { strangers, unreadable } = await store.read();
      const kept = this.#within(strangers);
      this.#known = kept;
      for (const { id } of strangers.filter((stranger) => !kept.includes(stranger))) await store.forget(id);
      for (const { id, error } of unreadable)
        this.#parts.logger.warn("a stranger's file cannot be used", { id, error: error.message });
    });
  }

  /** Whose visit this is; null where strangers are not kept. */
  meet(visit: Visit): Acquaintance | null {
    const { limits, likeness, model } = this.#parts.settings();
    if (limits.max === 0 || model === null) return null;
    const comparable = this.#within(this.#known).filter((stranger) => stranger.model === model);
    const found = findStranger(visit.embedding, comparable, likeness);
    const after = found === null ? firstVisit(visit, { id: this.#newId(), model }) : visited(found, visit);
    const before = this.#known;
    this.#known = this.#within([...before.filter(({ id }) => id !== after.id), after]);
    const gone = before.filter(({ id }) => id !== after.id && !this.#known.some((one) => one.id === id));
    void this.#afterwards(async () => {
      const store = this.#parts.store();
      if (found === null) await store.save(after);
      else if (!(await store.update(after))) this.#known = this.#known.filter(({ id }) => id !== after.id);
      for (const { id } of gone) await store.forget(id);
    });
    return { stranger: after.id, visits: after.visits };
  }

  /** Resolves when all that was met is on disk. */
  flush(): Promise<void> {
    return this.#written;
  }

  #within(strangers: readonly Stranger[]): readonly Stranger[] {
    return withinLimits(strangers, this.#parts.settings().limits, this.#parts.clock.now().at);
  }

  #newId(): string {
    for (;;) {
      const id = `stranger-${Math.floor(this.#parts.random() * 0x1_0000_0000)
        .toString(16)
        .padStart(8, "0")}`;
      if (!this.#known.some((stranger) => stranger.id === id)) return id;
    }
  }

  /** One after the other; a failure is logged, and costs nothing but memory across a restart. */
  #afterwards(work: () => Promise<void>): Promise<void> {
    if (this.#waiting >= MOST_WAITING) {
      this.#parts.logger.warn("the disk is too slow to keep a stranger's visit");
      return this.#written;
    }
    this.#waiting += 1;
    this.#written = this.#written
      .then(work)
      .catch((error: unknown) => {
        this.#parts.logger.warn("what is known of strangers could not be kept", { error: messageOf(error) });
      })
      .then(() => {
        this.#waiting -= 1;
      });
    return this.#written;
  }
}
