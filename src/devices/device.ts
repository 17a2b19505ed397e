import type { Request } from "../events/action.ts";
import type { EventDraft, GatehouseEvent } from "../events/catalogue.ts";
import type { Allowed } from "../guard/decision.ts";
import type { GuardStore } from "../guard/ports.ts";
import type { Standing } from "../guard/still-there.ts";
import type { Clock, Scheduler } from "../runtime/clock.ts";
import type { Logger } from "../runtime/logger.ts";
import type { DeviceMessage, DeviceTransport, UnlockWire } from "./ports.ts";

/** A device that is reached over MQTT. */
export interface Device {
  readonly name: string;
  /** Topics it listens to. */
  readonly topics: readonly string[];
  /** Carries an allowed request out and says in events what became of it. Resolves when that is settled; never rejects. */
  run(request: Request, decision: Allowed): Promise<void>;
  /** Takes a message; those of other topics are none of its business. */
  onMessage(message: DeviceMessage): void;
  /** The connection to the broker came (since when, ms since boot) or went (null). */
  onBroker(connectedSinceT: number | null): void;
  /** Pays what is owed; resolves when it is paid or `withinMs` have passed. Afterwards nothing is opened any more. */
  stop(withinMs: number): Promise<void>;
}

/** What every device works with. */
export interface DeviceParts {
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly logger: Logger;
  readonly transport: DeviceTransport;
  readonly wire: UnlockWire;
  readonly store: GuardStore;
  /** The kernel's boot id. */
  readonly boot: string;
  /** Hands facts on, to be journalled. */
  readonly emit: (draft: EventDraft) => void;
  /** Tells of an event that the guard's store has journalled itself (`request.allowed`). */
  readonly committed: (event: GatehouseEvent) => void;
  /** Whether the evidence still holds at this very moment. */
  readonly stillThere: (decision: Allowed) => Standing;
}
