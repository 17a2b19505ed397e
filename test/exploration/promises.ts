import type { Request } from "../../src/events/action.ts";
import type { EventDraft, GatehouseEvent } from "../../src/events/catalogue.ts";
import type { Decision } from "../../src/guard/decision.ts";
import type { ManualClock } from "../fakes/manual-clock.ts";
import type { Command } from "./held-ports.ts";

/** An unlock that the guard has allowed, and what became of it. */
interface Permit {
  readonly request: string;
  readonly decidedT: number;
  isCommitted: boolean;
  isSent: boolean;
}

const RELOCK_MS = 10_000;
/** From the decision until the unlock leaves. */
const HAND_OVER_MS = 2_000;

/**
 * What is promised, judged from what really happens, and without the guard's own code. The number before each fault is that
 * of the promise in docs/safety.md.
 */
export class Promises {
  readonly faults: string[] = [];
  /** How often an unlock has left. */
  unlocksSent = 0;
  readonly #clock: ManualClock;
  #sureT: number | null = null;
  #strangerT: number | null = null;
  #isSure = false;
  #brokerSinceT: number | null = null;
  /** Unlocks since Ana came. */
  #openedForVisit = 0;
  #permits: Permit[] = [];
  #denied: string[] = [];
  /** It was said since the last unlock left that something is wrong with the door. */
  #isTold = false;
  /** Since when the bolt is open by an unlock of Gatehouse, and whether a lock was sent or a failure told since. */
  #open: { readonly sinceT: number; isCared: boolean } | null = null;

  constructor(clock: ManualClock) {
    this.#clock = clock;
  }

  /** All that its judgement depends on. */
  get state() {
    return {
      sure: this.#isSure,
      look: { t: this.#sureT },
      stranger: { t: this.#strangerT },
      brokerSinceT: this.#brokerSinceT,
      opened: this.#openedForVisit,
      permits: this.#permits.map(({ decidedT, ...permit }) => ({ ...permit, t: decidedT })),
      told: this.#isTold,
      open: this.#open === null ? null : { ...this.#open },
    };
  }

  onLook(how: "sure" | "doubtful" | "beside a stranger"): void {
    const { t } = this.#clock.now();
    this.#isSure = how !== "doubtful";
    if (this.#isSure) this.#sureT = t;
    if (how === "beside a stranger") this.#strangerT = t;
  }

  onGone(): void {
    this.#openedForVisit = 0;
    this.#sureT = null;
    this.#isSure = false;
  }

  onRestart(): void {
    this.#sureT = this.#strangerT = null;
    this.#isSure = false;
    this.#permits = [];
    if (this.#open !== null) this.#open = { ...this.#open, sinceT: this.#clock.now().t };
  }

  onBroker(sinceT: number | null): void {
    this.#brokerSinceT = sinceT;
  }

  onDecision({ id, action }: Request, decision: Decision): void {
    if (action.kind !== "device" || action.command !== "unlock") return;
    if (decision.outcome === "denied") {
      this.#denied = [...this.#denied, id];
      return;
    }
    this.#evidence("is allowed");
    const standsMs = this.#brokerSinceT === null ? -1 : this.#clock.now().t - this.#brokerSinceT;
    if (standsMs < 2_000) this.#fault("1: an unlock is allowed while the broker is not there for 2 s");
    if (this.#openedForVisit > 0) this.#fault("7: a second unlock is allowed for one visit");
    this.#permits.push({ request: id, decidedT: this.#clock.now().t, isCommitted: false, isSent: false });
  }

  onCommit(request: string): void {
    const permit = this.#permits.find((one) => one.request === request);
    if (permit === undefined) this.#fault("1: something is committed that was not allowed");
    else permit.isCommitted = true;
  }

  onSend(payload: string, via: "wire" | "transport"): void {
    if (payload === "LOCK") {
      if (this.#open !== null) this.#open.isCared = true;
      return;
    }
    this.unlocksSent += 1;
    if (via === "transport") this.#fault("2: an unlock leaves by the connection that sends things again");
    const permit = this.#permits.find((one) => one.isCommitted && !one.isSent);
    if (permit === undefined) {
      const why = this.#denied.length > 0 ? "4: after a denial " : "2: ";
      this.#fault(`${why}an unlock leaves that was not committed, or leaves again`);
      return;
    }
    permit.isSent = true;
    this.#isTold = false;
    if (this.#clock.now().t - permit.decidedT > HAND_OVER_MS) this.#fault("2: an unlock leaves too late");
    this.#evidence("leaves");
    this.#openedForVisit += 1;
    if (this.#openedForVisit > 1) this.#fault("7: a second unlock leaves for one visit");
  }

  onBolt(to: "LOCKED" | "UNLOCKED", { sentMs }: Command): void {
    if (to === "LOCKED") this.#open = null;
    // One that comes late is known when the lock says so.
    else if (this.#clock.elapsedMs - sentMs <= 2_000) this.#opens();
  }

  onReport(value: string): void {
    if (value === "UNLOCKED") this.#opens();
  }

  onEvent(event: EventDraft | GatehouseEvent): void {
    if (event.name === "device.failed") {
      this.#isTold = true;
      if (this.#open !== null) this.#open.isCared = true;
    }
    if (event.name === "request.completed" && this.#denied.includes(event.request))
      this.#fault("4: a denied request is completed");
  }

  /** Whether the time to lock again went by in silence. */
  look(): void {
    if (this.#open === null || this.#open.isCared) return;
    const sinceMs = this.#clock.now().t - this.#open.sinceT;
    if (sinceMs > RELOCK_MS)
      this.#fault(`3: the door is open for ${sinceMs / 1_000} s and nothing is done or said`);
  }

  #opens(): void {
    this.#open ??= { sinceT: this.#clock.now().t, isCared: this.#isTold };
  }

  #evidence(what: string): void {
    const { t } = this.#clock.now();
    if (!this.#isSure || this.#sureT === null || t - this.#sureT > 500) {
      this.#fault(`1: an unlock ${what} without a good look in the last 500 ms`);
    }
    if (this.#strangerT !== null && t - this.#strangerT <= 500 && this.#strangerT >= (this.#sureT ?? 0)) {
      this.#fault(`1: an unlock ${what} beside a stranger`);
    }
  }

  #fault(what: string): void {
    if (!this.faults.includes(what)) this.faults.push(what);
  }
}
