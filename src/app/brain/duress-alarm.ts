import type { GatehouseConfig } from "../../config/schema/gatehouse.ts";
import type { Notifier } from "../../devices/ports.ts";
import type { EventOf, GatehouseEvent } from "../../events/catalogue.ts";
import { sleep, type Scheduler } from "../../runtime/clock.ts";
import { messageOf } from "../../runtime/errors.ts";
import type { Logger } from "../../runtime/logger.ts";

/** What telling works with. */
export interface DuressAlarmParts {
  readonly scheduler: Scheduler;
  readonly notifiers: ReadonlyMap<string, Notifier>;
  readonly logger: Logger;
}

const ATTEMPTS = 6;
const PAUSE_MS = 10_000;
/** Whoever enters one again and again is heard; the rest would be no news. */
const UNDER_WAY_LIMIT = 8;

/**
 * Tells of a code for duress, past everything that others can see: no request, no event, not even a gap in the numbers of those that
 * are published. Only the notifier's own topic carries it; whether it did is in the log.
 */
export class DuressAlarm {
  readonly #parts: DuressAlarmParts;
  #config: Pick<GatehouseConfig, "codes" | "node"> = { codes: {}, node: "" };
  #underWay = 0;

  constructor(parts: DuressAlarmParts) {
    this.#parts = parts;
  }

  /** Goes by another configuration from now on. */
  use(config: Pick<GatehouseConfig, "codes" | "node">): void {
    this.#config = config;
  }

  onEvent(event: GatehouseEvent): void {
    if (event.name !== "code.entered" || event.outcome !== "duress" || event.code === null) return;
    if (this.#underWay >= UNDER_WAY_LIMIT) return;
    this.#underWay += 1;
    void this.#tell(event, event.code).finally(() => {
      this.#underWay -= 1;
    });
  }

  async #tell({ request }: EventOf<"code.entered">, code: string): Promise<void> {
    const { notifiers, scheduler, logger } = this.#parts;
    const duress = this.#config.codes[code]?.duress;
    const wanted = duress?.notify === undefined ? [...notifiers.keys()] : [duress.notify];
    const message = duress?.message ?? `Somebody was forced to enter a code at ${this.#config.node}.`;
    let problem: string | null = "no notifier is configured";
    let open = wanted;
    for (let attempt = 1; open.length > 0 && attempt <= ATTEMPTS; attempt += 1) {
      if (attempt > 1) await sleep(scheduler, PAUSE_MS);
      const told = await Promise.allSettled(open.map((name) => this.#notify(name, message)));
      const failed = told.flatMap((one) => (one.status === "rejected" ? [messageOf(one.reason)] : []));
      open = open.filter((_, index) => told[index]?.status === "rejected");
      problem = failed.length === 0 ? null : failed.join("; ");
    }
    const notified = wanted.filter((name) => !open.includes(name));
    if (notified.length > 0)
      logger.warn("a code for duress was entered, and told", { request, code, notified });
    else logger.error("a code for duress was entered, and nobody could be told", { request, code, problem });
  }

  async #notify(name: string, message: string): Promise<void> {
    const notifier = this.#parts.notifiers.get(name);
    if (notifier === undefined) throw new Error(`there is no notifier ${name}`);
    await notifier.notify(message);
  }
}
