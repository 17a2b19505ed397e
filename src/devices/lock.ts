import type { Request } from "../events/action.ts";
import type { Allowed, DenialCode } from "../guard/decision.ts";
import type { Debt } from "../guard/ports.ts";
import { sleep } from "../runtime/clock.ts";
import { commitDecision, deny } from "./commit.ts";
import { failedDraft } from "./device-events.ts";
import type { Device, DeviceParts } from "./device.ts";
import { LockDuty } from "./lock-duty.ts";
import type { LockSettings } from "./lock-settings.ts";
import { toDoorOpen, toLockValue, type LockValue } from "./lock-value.ts";
import type { DeviceMessage } from "./ports.ts";
import { Reachability } from "./reachability.ts";
import { readValue } from "./reading.ts";
import { mergeDebts } from "./relock.ts";
import { Unlocking } from "./unlocking.ts";
import { ValueWatch } from "./value-watch.ts";

type Obstacle = { readonly code: DenialCode; readonly reason: string };

/**
 * A lock. Unlocks: one at a time, committed before they are sent, sent once, completed only by the lock's own live
 * `UNLOCKED`. Locks: always, without evidence and without a journal, repeated until the lock answers (see `relock.ts`).
 */
export class Lock implements Device {
  readonly name: string;
  readonly topics: readonly string[];
  readonly #settings: LockSettings;
  readonly #parts: DeviceParts;
  readonly #duty: LockDuty;
  readonly #watch: ValueWatch;
  readonly #doorWatch: ValueWatch;
  readonly #reachability: Reachability;
  #unlocking: Unlocking | null = null;
  #stopping = false;
  #whenIdle: (() => void) | null = null;

  constructor(name: string, settings: LockSettings, parts: DeviceParts) {
    this.name = name;
    this.#reachability = new Reachability(name, settings.availability);
    this.topics = [
      settings.state.topic,
      ...(settings.contact === null ? [] : [settings.contact.topic]),
      ...this.#reachability.topics,
    ];
    this.#settings = settings;
    this.#parts = parts;
    this.#duty = new LockDuty({ device: name, settings, parts, onChange: () => this.#tellIfIdle() });
    this.#watch = new ValueWatch(name);
    this.#doorWatch = new ValueWatch(`${name}.contact`);
  }

  /** The lock that is owed, or null. */
  get debt(): Debt | null {
    return this.#duty.debt;
  }

  /** Where it stands: for tests and for whoever shows it. */
  get state() {
    return {
      duty: this.#duty.state,
      unlocking: this.#unlocking?.state ?? null,
      reported: this.#watch.live,
      door: this.#doorWatch.live,
      stopping: this.#stopping,
    };
  }

  /** Takes over a debt of an earlier start: paid when due, after a reboot at once. The unlock is never sent again. */
  restore(debt: Debt): void {
    this.#duty.step({ kind: "restore", debt, boot: this.#parts.boot });
  }

  async run(request: Request, decision: Allowed): Promise<void> {
    if (request.action.kind !== "device" || request.action.command !== "lock") {
      await this.#unlock(request, decision);
      return;
    }
    this.#unlocking?.withdraw("Somebody asked for the door to be locked meanwhile.");
    await this.#duty.wish(request);
  }

  onBroker(connectedSinceT: number | null): void {
    this.#duty.step({ kind: "broker", up: connectedSinceT !== null });
  }

  onMessage(message: DeviceMessage): void {
    const reached = this.#reachability.take(message);
    if (reached !== null) this.#parts.emit(reached);
    const value = toLockValue(readValue(this.#settings.state, message));
    if (value !== null) this.#reported(value, message);
    if (this.#settings.contact === null) return;
    const open = toDoorOpen(readValue(this.#settings.contact, message));
    if (open !== null) this.#doorMoved(open, message);
  }

  async stop(withinMs: number): Promise<void> {
    this.#stopping = true;
    this.#unlocking?.withdraw("Gatehouse is stopping.");
    this.#duty.step({ kind: "stop" });
    const idle = new AbortController();
    this.#whenIdle = () => idle.abort();
    this.#tellIfIdle();
    await sleep(this.#parts.scheduler, withinMs, idle.signal);
    this.#unlocking?.abort();
    this.#duty.cease();
  }

  async #unlock(request: Request, decision: Allowed): Promise<void> {
    const ready = this.#readyFor(decision);
    if ("code" in ready) {
      deny(request, ready, this.#parts);
      return;
    }
    const { name: device } = this;
    const unlocking = new Unlocking(request, {
      device,
      settings: this.#settings,
      parts: this.#parts,
      duty: this.#duty,
    });
    this.#unlocking = unlocking;
    try {
      if (await commitDecision(request, { decision, debt: ready.debt }, this.#parts)) {
        await unlocking.send(decision, ready.debt);
      }
    } finally {
      this.#unlocking = null;
      this.#tellIfIdle();
    }
  }

  /** The debt to commit, or why nothing can be opened now. */
  #readyFor(decision: Allowed): { readonly debt: Debt } | Obstacle {
    if (this.#stopping)
      return { code: "STOPPING", reason: "Gatehouse is stopping; nothing is opened any more." };
    const { obstacle } = this.#reachability;
    if (obstacle !== null) return { code: "DEVICE_OFFLINE", reason: `${this.name}: ${obstacle}` };
    if (this.#unlocking !== null) {
      const reason = `${this.name} is already being unlocked (request ${this.#unlocking.request.id}).`;
      return { code: "DEVICE_BUSY", reason };
    }
    if (!decision.guarded || decision.debt === null) {
      return { code: "GUARD_ERROR", reason: "An unlock without evidence reached the lock; it is not sent." };
    }
    const debt = mergeDebts(this.#duty.debt, decision.debt, this.#settings.maxUnlockedMs);
    if (debt !== null) return { debt };
    const reason = `${this.name} has stood unlocked for as long as it may; it has to report LOCKED first.`;
    return { code: "MAX_UNLOCKED", reason };
  }

  #reported(value: LockValue, message: DeviceMessage): void {
    const { retained, at, t } = message;
    const unlocking = value === "UNLOCKED" && !retained ? this.#unlocking : null;
    const confirmed = unlocking?.confirms(t) === true ? unlocking : null;
    const by = confirmed?.request.id ?? this.#duty.answeredBy(value, message);
    const draft = this.#watch.changed(value, { retained, at, t, by, towards: this.#towards(value, message) });
    if (draft !== null) this.#parts.emit(draft);
    confirmed?.confirm();
    this.#duty.step({ kind: "state", value, retained, t });
  }

  /** The request because of which the bolt is moving, or null if it moves by itself or by hand. */
  #towards(value: LockValue, message: DeviceMessage): string | null {
    if (value === "LOCKING") return this.#duty.behind(message);
    const unlocking = value === "UNLOCKING" && !message.retained ? this.#unlocking : null;
    return unlocking?.confirms(message.t) === true ? unlocking.request.id : null;
  }

  #doorMoved(open: boolean, { retained, at, t }: DeviceMessage): void {
    const draft = this.#doorWatch.changed(open ? "OPEN" : "CLOSED", { retained, at, t, by: null });
    if (draft !== null) this.#parts.emit(draft);
    const unasked = this.#duty.debt === null && this.#unlocking === null;
    if (draft !== null && open && !retained && unasked && this.#watch.live === "LOCKED") {
      const why = "The door was opened although the lock reports LOCKED: from inside, by a key, or by force.";
      this.#parts.emit(failedDraft(this.name, why, { by: null, now: this.#parts.clock.now() }));
    }
    this.#duty.step({ kind: "contact", open, retained });
  }

  #tellIfIdle(): void {
    if (this.#duty.idle && this.#unlocking === null) this.#whenIdle?.();
  }
}
