import type { Cancel, Clock, Scheduler } from "../../runtime/clock.ts";
import type { Logger } from "../../runtime/logger.ts";

export interface WatchdogParts {
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly logger: Logger;
  /** How often systemd wants to hear (half of its limit), ms; null: nobody watches. */
  readonly everyMs: number | null;
  /** Resolves when the brain has worked off what came before, journal included; rejects if it cannot. */
  readonly check: () => Promise<void>;
  readonly feed: () => void;
}

/**
 * Feeds systemd's watchdog, but only after the brain has proved that it works: an input has passed through the kernel and
 * the journal has answered. A brain that hangs is not fed, and is restarted.
 */
export class Watchdog {
  readonly #parts: WatchdogParts;
  #cancel: Cancel = () => undefined;

  constructor(parts: WatchdogParts) {
    this.#parts = parts;
  }

  start(): void {
    const { everyMs, scheduler } = this.#parts;
    if (everyMs === null) return;
    this.#cancel = scheduler.after(everyMs, () => {
      void this.#round();
      this.start();
    });
  }

  stop(): void {
    this.#cancel();
  }

  async #round(): Promise<void> {
    try {
      await this.#parts.check();
      this.#parts.feed();
    } catch (error) {
      this.#parts.logger.error("the brain's health check failed; systemd is not told that all is well", {
        error,
      });
    }
  }
}
