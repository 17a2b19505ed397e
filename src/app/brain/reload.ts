import { ConfigWatcher } from "../../adapters/config-files/watch-config.ts";
import type { Clock } from "../../runtime/clock.ts";
import { messageOf } from "../../runtime/errors.ts";
import type { Logger } from "../../runtime/logger.ts";
import type { CheckedConfiguration } from "../check-configuration.ts";
import { checkAt, errorsText } from "../configuration.ts";
import type { Brain } from "./brain.ts";

export interface ReloadParts {
  readonly brain: Brain;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly running: CheckedConfiguration;
}

/** Takes a saved configuration over; one with an error changes nothing and is reported. */
export class Reloader {
  readonly #parts: ReloadParts;
  #current: Promise<void> | null = null;
  /** One that has not begun yet reads what everybody wants read who asks meanwhile. */
  #next: Promise<void> | null = null;
  readonly #watcher = new ConfigWatcher(() => void this.reload("a file was saved"));

  constructor(parts: ReloadParts) {
    this.#parts = parts;
  }

  /** Follows the files of the running configuration. */
  watch(): void {
    this.#watcher.follow(this.#parts.running);
  }

  stop(): void {
    this.#watcher.stop();
  }

  /** Reads everything again; who asks while that is being done waits for the next time, together with all others. Never rejects. */
  reload(why: string): Promise<void> {
    if (this.#next !== null) return this.#next;
    if (this.#current === null) return this.#begin(why);
    this.#next = this.#current.then(() => {
      this.#next = null;
      return this.#begin(why);
    });
    return this.#next;
  }

  #begin(why: string): Promise<void> {
    const begun = this.#reload(why).finally(() => {
      this.#current = null;
    });
    this.#current = begun;
    return begun;
  }

  async #reload(why: string): Promise<void> {
    const { brain, running, logger } = this.#parts;
    try {
      const next = await checkAt(running.path);
      this.#watcher.follow(next);
      if (!next.ok) {
        // Without the lines of the file: what is wrong with one may be that a secret stands in it.
        const errors = errorsText(next.problems.map((problem) => ({ ...problem, excerpt: "" })));
        logger.error("the configuration was changed and does not hold; the one before stays in force", {
          errors,
        });
        this.#say("config.rejected", errors);
        return;
      }
      const later = await brain.apply(next);
      const rest = later.length === 0 ? "" : `; takes effect at the next start: ${later.join(", ")}`;
      logger.info("the configuration was read again", { why, atNextStart: later });
      this.#say("config.reloaded", `${why}${rest}`);
    } catch (error) {
      logger.error("the configuration could not be taken over", { error: messageOf(error) });
      this.#say("config.rejected", messageOf(error));
    }
  }

  #say(name: "config.reloaded" | "config.rejected", why: string): void {
    this.#parts.brain.kernel.emit({ name, source: "brain", ...this.#parts.clock.now(), why });
  }
}
