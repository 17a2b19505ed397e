import type { Clock, Scheduler } from "../runtime/clock.ts";
import type { Logger } from "../runtime/logger.ts";

/** What everything that runs in a process of Gatehouse is given: time, chance and a log. */
export interface ProcessParts {
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly logger: Logger;
}
