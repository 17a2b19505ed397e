import type { Request } from "../events/action.ts";
import type { EventDraft } from "../events/catalogue.ts";
import { completedDraft, expiredDraft } from "../guard/drafts.ts";
import type { Debt } from "../guard/ports.ts";
import type { Cancel } from "../runtime/clock.ts";
import { messageOf } from "../runtime/errors.ts";
import { commandedDraft, failedDraft } from "./device-events.ts";
import type { DeviceParts } from "./device.ts";
import type { LockSettings } from "./lock-settings.ts";
import type { LockValue } from "./lock-value.ts";
import type { DeviceMessage } from "./ports.ts";
import {
  nothingOwed,
  relockStep,
  wakeAtT,
  type RelockEffect,
  type RelockInput,
  type RelockState,
} from "./relock.ts";

interface Wish {
  readonly request: Request;
  readonly done: () => void;
}

/** Requests that may wait for one lock; all are answered by the same LOCKED. */
const WISHES_LIMIT = 64;
/** A paid debt that could not be crossed out is tried again after this time. */
const SETTLE_AGAIN_MS = 60_000;

/** Runs the relock machine for one lock: sends what it says, wakes it when it wants, and tells of it in events. */
export class LockDuty {
  readonly #device: string;
  readonly #settings: LockSettings;
  readonly #parts: DeviceParts;
  readonly #onChange: () => void;
  #state: RelockState;
  #wishes: readonly Wish[] = [];
  #cancelWake: Cancel | null = null;
  #cancelSettle: Cancel | null = null;

  constructor(options: { device: string; settings: LockSettings; parts: DeviceParts; onChange: () => void }) {
    this.#device = options.device;
    this.#settings = options.settings;
    this.#parts = options.parts;
    this.#onChange = options.onChange;
    this.#state = { ...nothingOwed, brokerUp: options.parts.transport.connectedSinceT() !== null };
  }

  get debt(): Debt | null {
    return this.#state.debt;
  }

  /** Where the machine stands, and who waits for it: for tests and for whoever shows it. */
  get state(): RelockState & { readonly wishes: readonly string[] } {
    return { ...this.#state, wishes: this.#wishes.map(({ request }) => request.id) };
  }

  /** Nobody waits for the lock, and nothing is owed. */
  get idle(): boolean {
    return this.#state.debt === null && this.#wishes.length === 0;
  }

  /** Tells the machine what happened, and does what it then asks for. */
  step(input: RelockInput): void {
    const { state, effects } = relockStep(this.#state, input, this.#parts.clock.now());
    this.#state = state;
    for (const effect of effects) this.#perform(effect);
    this.#scheduleWake();
    this.#onChange();
  }

  /** Locks because `request` asks for it. Resolves when the lock has answered or it was given up. */
  wish(request: Request): Promise<void> {
    if (this.#wishes.length >= WISHES_LIMIT) {
      const { emit, clock } = this.#parts;
      emit(expiredDraft(request, "It is being locked already, for others who asked.", clock.now()));
      return Promise.resolve();
    }
    return new Promise((done) => {
      this.#wishes = [...this.#wishes, { request, done }];
      this.step({ kind: "wish" });
    });
  }

  /** An unlock takes the place of whatever lock was asked for. */
  owe(debt: Debt): void {
    this.#endWishes(({ request }) =>
      expiredDraft(request, "The door was unlocked instead.", this.#parts.clock.now()),
    );
    this.step({ kind: "owe", debt });
  }

  /** The request that a report answers: LOCKED after a lock command, if anybody wanted it. */
  answeredBy(value: LockValue, message: DeviceMessage): string | null {
    return value === "LOCKED" ? this.behind(message) : null;
  }

  /** The request on whose behalf a lock command was sent before this message. */
  behind({ retained, t }: DeviceMessage): string | null {
    const { sentT, debt } = this.#state;
    if (retained || sentT === null || t < sentT) return null;
    return this.#wishes[0]?.request.id ?? debt?.request ?? null;
  }

  /** Sends nothing more by itself. */
  cease(): void {
    this.#sleep();
    this.#cancelSettle?.();
    this.#cancelSettle = null;
  }

  #perform(effect: RelockEffect): void {
    const now = this.#parts.clock.now();
    switch (effect.kind) {
      case "send-lock":
        void this.#sendLock();
        return;
      case "settle":
        void this.#settle(effect.debt);
        return;
      case "granted":
        this.#endWishes(({ request }) => completedDraft(request, "The lock reported LOCKED.", now));
        return;
      case "given-up":
        this.#endWishes(({ request }) => failedDraft(this.#device, effect.why, { by: request.id, now }));
        return;
      case "failed":
        this.#parts.emit(
          failedDraft(this.#device, effect.why, { by: this.#state.debt?.request ?? null, now }),
        );
    }
  }

  async #sendLock(): Promise<void> {
    const { topic, lock: payload } = this.#settings.command;
    const { transport, clock, emit, logger } = this.#parts;
    const by = this.#wishes[0]?.request.id ?? this.#state.debt?.request ?? null;
    const sent = clock.now();
    try {
      // QoS 0: what is lost is repeated, and nothing is left over that could arrive after a later unlock.
      await transport.publish(topic, payload, { qos: 0, retain: false });
      emit(commandedDraft(this.#device, { command: "lock", topic, payload, by, deliveryMs: null, sent }));
    } catch (error) {
      logger.warn("a lock command did not leave", { device: this.#device, error: messageOf(error) });
      this.step({ kind: "send-failed", sentT: sent.t });
    }
  }

  async #settle(debt: Debt): Promise<void> {
    try {
      await this.#parts.store.settle(debt.device, debt.request);
    } catch (error) {
      // Until it succeeds a restart would lock once more, which does no harm.
      const facts = { device: this.#device, error: messageOf(error) };
      this.#parts.logger.warn("a paid debt could not be crossed out", facts);
      this.#cancelSettle?.();
      this.#cancelSettle = this.#parts.scheduler.after(SETTLE_AGAIN_MS, () => void this.#settle(debt));
    }
  }

  #endWishes(draftOf: (wish: Wish) => EventDraft): void {
    const wishes = this.#wishes;
    this.#wishes = [];
    for (const wish of wishes) this.#parts.emit(draftOf(wish));
    for (const wish of wishes) wish.done();
  }

  #sleep(): void {
    this.#cancelWake?.();
    this.#cancelWake = null;
  }

  #scheduleWake(): void {
    this.#sleep();
    const wakeT = wakeAtT(this.#state);
    if (wakeT === null) return;
    const { clock, scheduler } = this.#parts;
    this.#cancelWake = scheduler.after(Math.max(0, wakeT - clock.now().t), () => {
      this.#cancelWake = null;
      this.step({ kind: "tick" });
    });
  }
}
