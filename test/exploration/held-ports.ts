import type { Delivery, DeviceTransport, SendOptions, UnlockWire } from "../../src/devices/ports.ts";
import type { GatehouseEvent } from "../../src/events/catalogue.ts";
import type { Authorisation, Debt, GuardStore, Spend } from "../../src/guard/ports.ts";
import type { ManualClock } from "../fakes/manual-clock.ts";

/** A commit on its way to the disk, and whether it has got there. */
interface PendingCommit {
  readonly authorisation: Authorisation;
  readonly isWritten: boolean;
  readonly resolve: (event: GatehouseEvent) => void;
  readonly reject: (error: Error) => void;
}

/** A guard's store that writes, and answers, only when it is told to. What is written outlives everything. */
export class HeldStore implements GuardStore {
  readonly #debts = new Map<string, Debt>();
  written: readonly Authorisation[] = [];
  pending: PendingCommit | null = null;

  commit(authorisation: Authorisation): Promise<GatehouseEvent> {
    return new Promise((resolve, reject) => {
      this.pending = { authorisation, isWritten: false, resolve, reject };
    });
  }

  write(): void {
    if (this.pending === null) return;
    const { authorisation } = this.pending;
    this.written = [...this.written, authorisation];
    if (authorisation.debt !== null) this.#debts.set(authorisation.debt.device, authorisation.debt);
    this.pending = { ...this.pending, isWritten: true };
  }

  answer(event: GatehouseEvent): void {
    this.pending?.resolve(event);
    this.pending = null;
  }

  fail(): void {
    this.pending?.reject(new Error("the disk is full"));
    this.pending = null;
  }

  /** Whoever waited is no more. */
  forget(): void {
    this.pending = null;
  }

  debts(): Promise<readonly Debt[]> {
    return Promise.resolve([...this.#debts.values()]);
  }

  get owed(): readonly Debt[] {
    return [...this.#debts.values()];
  }

  settle(device: string, request: string): Promise<void> {
    if (this.#debts.get(device)?.request === request) this.#debts.delete(device);
    return Promise.resolve();
  }

  recentSpends(): Promise<readonly Spend[]> {
    return Promise.resolve(this.written.flatMap(({ spends }) => spends));
  }
}

/** A command on its way, and when it left (`elapsedMs` of the clock: the network has a time of its own). */
export interface Command {
  readonly payload: string;
  readonly sentMs: number;
}

/** An unlock that the network holds back for longer is like a hand that opens: see docs/safety.md. */
const LATE_UNLOCK_MS = 60_000;

interface OnWire extends Command {
  isRead: boolean;
  readonly settle: (delivery: Delivery) => void;
}

/**
 * A broker that reads, passes on and answers only when it is told to. The two connections are two ways: what is sent later on
 * one may arrive before what was sent on the other.
 */
export class HeldBroker implements DeviceTransport, UnlockWire {
  readonly #clock: ManualClock;
  #sinceT: number | null;
  /** What waits for the lock, oldest first. */
  toLock: Command[] = [];
  onWire: OnWire | null = null;
  /** Given up by Gatehouse, but out of its hands: the broker may read it yet. */
  limbo: Command[] = [];
  /** Called before anything leaves. */
  onSend: (payload: string, via: "wire" | "transport") => void = () => undefined;

  constructor(clock: ManualClock) {
    this.#clock = clock;
    this.#sinceT = clock.now().t - 60_000;
  }

  connectedSinceT(): number | null {
    return this.#sinceT;
  }

  connect(): void {
    this.#sinceT ??= this.#clock.now().t;
  }

  disconnect(): void {
    this.#sinceT = null;
    this.#giveUp("the connection was lost");
  }

  /** Gatehouse is no more: nobody waits for an answer. */
  crash(): void {
    const { onWire } = this;
    this.onWire = null;
    this.#sinceT = null;
    if (onWire !== null && !onWire.isRead)
      this.limbo.push({ payload: onWire.payload, sentMs: onWire.sentMs });
  }

  publish(_topic: string, payload: string): Promise<void> {
    if (this.#sinceT === null) return Promise.reject(new Error("there is no connection"));
    this.onSend(payload, "transport");
    this.toLock.push({ payload, sentMs: this.#clock.elapsedMs });
    return Promise.resolve();
  }

  send(_topic: string, payload: string, { deliverWithinMs, obstacle }: SendOptions): Promise<Delivery> {
    const why = this.#sinceT === null ? "there is no connection" : (obstacle?.() ?? null);
    if (why !== null) return Promise.resolve({ outcome: "expired", why });
    this.onSend(payload, "wire");
    return new Promise((settle) => {
      this.onWire = { payload, sentMs: this.#clock.elapsedMs, isRead: false, settle };
      const mine = this.onWire;
      this.#clock.after(deliverWithinMs, () => {
        if (this.onWire === mine) this.#giveUp("the broker did not answer in time");
      });
    });
  }

  /** The broker reads what is on the wire, or else what was given up. */
  read(): void {
    if (this.onWire !== null && !this.onWire.isRead) {
      this.onWire.isRead = true;
      this.toLock.push({ payload: this.onWire.payload, sentMs: this.onWire.sentMs });
      return;
    }
    const [late] = this.limbo.splice(0, 1);
    if (late !== undefined && !this.isTooLate(late)) this.toLock.push(late);
  }

  isTooLate({ payload, sentMs }: Command): boolean {
    return payload === "UNLOCK" && this.#clock.elapsedMs - sentMs > LATE_UNLOCK_MS;
  }

  /** The broker's answer behind what it has read. */
  answer(): void {
    const { onWire } = this;
    this.onWire = null;
    if (onWire !== null) onWire.settle({ outcome: "delivered", ms: this.#clock.elapsedMs - onWire.sentMs });
  }

  #giveUp(why: string): void {
    const { onWire } = this;
    if (onWire === null) return;
    this.onWire = null;
    if (!onWire.isRead) this.limbo.push({ payload: onWire.payload, sentMs: onWire.sentMs });
    onWire.settle({ outcome: "expired", why });
  }
}
