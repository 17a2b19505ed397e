import type { GuardInput } from "../../guard/observe.ts";
import type { Cancel, Clock, Scheduler } from "../../runtime/clock.ts";

/** What watching needs. */
export interface ClockWatchParts {
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  /** Whether the clock was set since the machine was started. */
  readonly isSynchronised: () => Promise<boolean>;
}

const EVERY_MS = 15_000;
const UNTRUSTED = "the clock was not set by the network since this machine was started";

/** Knows since when the wall clock can be relied on. Once it was set it stays so for this boot: its crystal runs on. */
export class ClockWatch {
  readonly #parts: ClockWatchParts;
  /** ms since boot; null while nobody knows that the clock is right. */
  #trustedSinceT: number | null = null;
  #cancel: Cancel = () => undefined;
  #stopped = false;

  private constructor(parts: ClockWatchParts) {
    this.#parts = parts;
  }

  /** Looks once, so that the first events already say the truth about their time. */
  static async open(parts: ClockWatchParts): Promise<ClockWatch> {
    const watch = new ClockWatch(parts);
    // What was right at the first look was right for everything that is told from now on.
    if (await watch.#isSet()) watch.#trustedSinceT = -Infinity;
    return watch;
  }

  /** Whether the wall clock was known to be right at `t`, ms since boot. */
  isTrusted(t: number): boolean {
    return this.#trustedSinceT !== null && t >= this.#trustedSinceT;
  }

  /** Tells the guard how it stands, and again whenever it was looked, until the clock is set. */
  follow(tell: (input: GuardInput) => void): Cancel {
    this.#tell(tell);
    return () => {
      this.#stopped = true;
      this.#cancel();
    };
  }

  async #look(tell: (input: GuardInput) => void): Promise<void> {
    const isSet = await this.#isSet();
    if (this.#stopped) return;
    // What was captured before this look may carry a time from before the clock was set.
    if (isSet) this.#trustedSinceT = this.#parts.clock.now().t;
    this.#tell(tell);
  }

  #tell(tell: (input: GuardInput) => void): void {
    const isTrusted = this.#trustedSinceT !== null;
    tell({ kind: "clock", untrusted: isTrusted ? null : UNTRUSTED });
    if (!isTrusted) this.#cancel = this.#parts.scheduler.after(EVERY_MS, () => void this.#look(tell));
  }

  #isSet(): Promise<boolean> {
    return this.#parts.isSynchronised().catch(() => false);
  }
}
