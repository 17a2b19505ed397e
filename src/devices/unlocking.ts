import type { Request } from "../events/action.ts";
import type { Allowed } from "../guard/decision.ts";
import { completedDraft, expiredDraft } from "../guard/drafts.ts";
import type { Debt } from "../guard/ports.ts";
import { sleep, type Instant } from "../runtime/clock.ts";
import { commandedDraft, failedDraft } from "./device-events.ts";
import { deliver } from "./deliver.ts";
import type { DeviceParts } from "./device.ts";
import type { LockDuty } from "./lock-duty.ts";
import type { LockSettings } from "./lock-settings.ts";
import { unlockMessage } from "./unlock-message.ts";

/** What one unlock works with. */
export interface UnlockingParts {
  readonly device: string;
  readonly settings: LockSettings;
  readonly parts: DeviceParts;
  readonly duty: LockDuty;
}

/** One unlock on its way: sent once, at most; over when the lock has answered or time is up. */
export class Unlocking {
  readonly request: Request;
  readonly #with: UnlockingParts;
  readonly #over = new AbortController();
  /** When it was handed to the wire; null before. */
  #sent: Instant | null = null;
  #confirmed = false;
  #withdrawn: string | null = null;

  constructor(request: Request, parts: UnlockingParts) {
    this.request = request;
    this.#with = parts;
  }

  /** Where it stands: for tests and for whoever shows it. */
  get state() {
    return {
      request: this.request.id,
      sentT: this.#sent?.t ?? null,
      confirmed: this.#confirmed,
      withdrawn: this.#withdrawn !== null,
      over: this.#over.signal.aborted,
    };
  }

  /** It must not be sent any more. Too late once it is on its way: then the lock command follows it. */
  withdraw(why: string): void {
    this.#withdrawn ??= why;
  }

  /** Stops waiting for the lock's answer. */
  abort(): void {
    this.#over.abort();
  }

  /** The lock reported UNLOCKED, live, at `t`: whether that answers this unlock. */
  confirms(t: number): boolean {
    return this.#sent !== null && !this.#confirmed && t >= this.#sent.t;
  }

  /** Takes the lock's own UNLOCKED. */
  confirm(): void {
    const { parts } = this.#with;
    this.#confirmed = true;
    parts.emit(completedDraft(this.request, "The lock reported UNLOCKED.", parts.clock.now()));
    this.#over.abort();
  }

  /** Sends it if everything still holds. The decision and `debt` have been committed. */
  async send(decision: Allowed, debt: Debt): Promise<void> {
    const { parts, duty } = this.#with;
    const obstacle = this.#obstacle(decision);
    if (obstacle !== null) {
      parts.emit(expiredDraft(this.request, `Nothing was sent. ${obstacle}`, parts.clock.now()));
      duty.step({ kind: "abandon", debt });
      return;
    }
    duty.owe(debt);
    if (await this.#delivered(decision)) await this.#answered();
  }

  #obstacle(decision: Allowed): string | null {
    const standing = this.#with.parts.stillThere(decision);
    return this.#withdrawn ?? (standing.ok ? null : standing.reason);
  }

  async #delivered(decision: Allowed): Promise<boolean> {
    const { device, settings, parts, duty } = this.#with;
    const { topic, unlock } = settings.command;
    const sent = parts.clock.now();
    this.#sent = sent;
    const { deliverWithinMs } = settings;
    const payload = unlockMessage(unlock, {
      request: this.request.id,
      expiresAt: sent.at + deliverWithinMs,
    });
    const obstacle = (): string | null => this.#obstacle(decision);
    const delivery = await deliver({ topic, payload, deliverWithinMs, obstacle }, parts);
    const deliveryMs = delivery.outcome === "delivered" ? delivery.ms : null;
    const by = this.request.id;
    parts.emit(commandedDraft(device, { command: "unlock", topic, payload, by, deliveryMs, sent }));
    if (delivery.outcome === "delivered" || this.#confirmed) {
      duty.step({ kind: "delivered" });
      return true;
    }
    const reason = `The unlock was withdrawn: ${delivery.why}. The lock is told to lock.`;
    parts.emit(expiredDraft(this.request, reason, parts.clock.now()));
    duty.step({ kind: "expired" });
    return false;
  }

  async #answered(): Promise<void> {
    const { device, settings, parts, duty } = this.#with;
    await sleep(parts.scheduler, settings.confirmWithinMs, this.#over.signal);
    if (this.#confirmed) {
      duty.step({ kind: "confirmed" });
      return;
    }
    const why = "The unlock was delivered, but the lock did not report UNLOCKED in time.";
    parts.emit(failedDraft(device, why, { by: this.request.id, now: parts.clock.now() }));
  }
}
