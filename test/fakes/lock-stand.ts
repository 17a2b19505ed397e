import type { EventDraft, EventOf, GatehouseEvent } from "../../src/events/catalogue.ts";
import type { DeviceParts } from "../../src/devices/device.ts";
import { Lock } from "../../src/devices/lock.ts";
import type { LockSettings } from "../../src/devices/lock-settings.ts";
import type { Allowed } from "../../src/guard/decision.ts";
import type { Debt } from "../../src/guard/ports.ts";
import type { Standing } from "../../src/guard/still-there.ts";
import { silentLogger } from "../../src/runtime/logger.ts";
import type { Request } from "../../src/events/action.ts";
import { COMMAND_TOPIC, CONTACT_TOPIC, FakeDoor, STATE_TOPIC } from "./fake-door.ts";
import { BOOT, request } from "./guard-world.ts";
import { ManualClock, settled } from "./manual-clock.ts";
import { MemoryJournal } from "./memory-journal.ts";

const state = (payload: unknown): unknown =>
  typeof payload === "object" && payload !== null && "state" in payload ? payload.state : undefined;

/** The settings of the front door's lock in these tests. */
export function lockSettings(changes: Partial<LockSettings> = {}): LockSettings {
  return {
    command: { topic: COMMAND_TOPIC, lock: "LOCK", unlock: "UNLOCK" },
    state: { topic: STATE_TOPIC, value: state },
    contact: { topic: CONTACT_TOPIC, value: state },
    availability: null,
    deliverWithinMs: 2_000,
    confirmWithinMs: 10_000,
    maxUnlockedMs: 120_000,
    ...changes,
  };
}

/** A lock with everything around it, and time to move by hand. */
export class LockStand {
  readonly clock = new ManualClock();
  readonly journal: MemoryJournal;
  readonly door: FakeDoor;
  readonly events: (EventDraft | GatehouseEvent)[] = [];
  readonly lock: Lock;
  readonly parts: DeviceParts;
  /** What the guard says at the last moment. */
  standing: Standing = { ok: true };

  constructor(changes: Partial<LockSettings> = {}) {
    this.journal = new MemoryJournal({ clock: this.clock });
    this.door = new FakeDoor(this.clock);
    this.parts = {
      clock: this.clock,
      scheduler: this.clock,
      logger: silentLogger,
      transport: this.door,
      wire: this.door,
      store: this.journal,
      boot: BOOT,
      emit: (draft) => void this.events.push(draft),
      committed: (event) => void this.events.push(event),
      stillThere: () => this.standing,
    };
    this.lock = new Lock("front_door_lock", lockSettings(changes), this.parts);
    this.door.onMessage = (message) => this.lock.onMessage(message);
  }

  /** The guard's decision to unlock now, owing the lock in 10 s. */
  allowed(requestId: string, relockAfterMs = 10_000): Allowed {
    const { at, t } = this.clock.now();
    const debt: Debt = {
      device: "front_door_lock",
      request: requestId,
      sinceT: t,
      dueT: t + relockAfterMs,
      dueAt: at + relockAfterMs,
      boot: BOOT,
    };
    return {
      outcome: "allowed",
      guarded: true,
      reason: "Ana was recognised.",
      evidence: [],
      spends: [{ person: "Ana", camera: "front_door", track: "run-1/7", t, at, boot: BOOT }],
      debt,
      faces: [],
      passes: [],
      t,
    };
  }

  /** Begins an unlock; time has to be moved for it to go on. */
  async unlock(id: string, relockAfterMs?: number): Promise<Request> {
    const asked = request(undefined, { id });
    void this.lock.run(asked, this.allowed(id, relockAfterMs));
    await settled();
    return asked;
  }

  /** Begins to lock on request. */
  async lockNow(id: string): Promise<void> {
    const asked = request({ kind: "device", device: "front_door_lock", command: "lock" }, { id });
    const free: Allowed = { ...this.allowed(id), guarded: false, debt: null, spends: [] };
    void this.lock.run(asked, free);
    await settled();
  }

  disconnect(): void {
    this.door.disconnect();
    this.lock.onBroker(null);
  }

  connect(): void {
    this.door.connect();
    this.lock.onBroker(this.clock.now().t);
  }

  /** The names of the events so far, those about `request` if it is given. */
  names(about?: string): string[] {
    return this.events
      .filter(
        (event) =>
          about === undefined ||
          ("request" in event ? event.request : "by" in event ? event.by : null) === about,
      )
      .map((event) => event.name);
  }

  /** All events of one name. */
  all<Name extends GatehouseEvent["name"]>(name: Name): EventOf<Name>[] {
    return this.events.filter((event) => event.name === name) as EventOf<Name>[];
  }
}
