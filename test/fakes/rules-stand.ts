import { RulesHost } from "../../src/app/brain/rules-host.ts";
import type { EventDraft, GatehouseEvent } from "../../src/events/catalogue.ts";
import { stampEvent } from "../../src/events/stamp.ts";
import type { Program } from "../../src/rules/program.ts";
import { silentLogger } from "../../src/runtime/logger.ts";
import { houseWith } from "./checked-house.ts";
import { ManualClock } from "./manual-clock.ts";
import { MemoryJournal } from "./memory-journal.ts";

/** Monday 2026-01-05, 12:00:30 in Berlin. */
const START = Date.UTC(2026, 0, 5, 11, 0, 30);

/** The rules' host with a clock to move by hand and a store that outlives restarts. */
export class RulesStand {
  readonly clock = new ManualClock({ at: START, t: 1_000_000 });
  readonly store = new MemoryJournal({ clock: this.clock });
  /** What the host has emitted: its ticks. */
  readonly emitted: EventDraft[] = [];
  readonly complaints: string[] = [];
  #seq = 0;
  #runs = 0;

  /** Starts the host; a second time as after a restart of the brain. */
  async open(
    rules: string | Program,
    mode = "home",
    switched: ReadonlyMap<string, boolean> = new Map(),
  ): Promise<RulesHost> {
    this.#runs += 1;
    const complain = (message: string): void => void this.complaints.push(message);
    return RulesHost.open(
      {
        clock: this.clock,
        scheduler: this.clock,
        logger: { ...silentLogger, warn: complain, error: complain },
        store: this.store,
        emit: (draft) => this.emitted.push(draft),
      },
      typeof rules === "string" ? (await houseWith(rules)).program : rules,
      { mode, switched, boot: "boot-1", run: `run-${this.#runs}` },
    );
  }

  /** Gives the host a message of a topic; what the rules ask for, in short. */
  message(host: RulesHost, topic: string): Promise<string[]> {
    const draft = { name: "message.received", source: "mqtt", topic, payload: "", retained: false } as const;
    return this.take(host, { ...draft, ...this.clock.now() });
  }

  /** Gives the host an event; what the rules ask for, in short: `device:lamp:on`. */
  async take(host: RulesHost, draft: EventDraft): Promise<string[]> {
    const requests = await host.onEvent(this.#stamped(draft));
    return requests.map(({ action }) => Object.values(action).join(":"));
  }

  #stamped(draft: EventDraft): GatehouseEvent {
    this.#seq += 1;
    const run = `run-${this.#runs}`;
    return stampEvent(draft, { id: `e${this.#seq}`, seq: this.#seq, boot: "boot-1", run });
  }
}
