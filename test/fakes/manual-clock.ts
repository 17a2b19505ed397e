import type { Cancel, Clock, Instant, Scheduler } from "../../src/runtime/clock.ts";

interface Timer {
  readonly dueT: number;
  readonly order: number;
  readonly callback: () => void;
}

/** More callbacks than this at one instant are a loop that never lets time pass. */
const CALLBACKS_AT_ONCE = 10_000;

/** A clock that stands still until a test moves it, and runs what was scheduled, in order of time. */
export class ManualClock implements Clock, Scheduler {
  #now: Instant;
  #order = 0;
  #timers: Timer[] = [];
  #callbacksNow = 0;
  #elapsedMs = 0;

  constructor(start: Instant = { at: 1_700_000_000_000, t: 1_000_000 }) {
    this.#now = start;
  }

  /** How many callbacks are waiting. */
  get pending(): number {
    return this.#timers.length;
  }

  /** In how many ms each callback is due, soonest first. */
  get due(): number[] {
    return this.#timers.map(({ dueT }) => dueT - this.#now.t).sort((a, b) => a - b);
  }

  now(): Instant {
    return this.#now;
  }

  /** How much time has really gone by, whatever became of the machine and of its wall clock. */
  get elapsedMs(): number {
    return this.#elapsedMs;
  }

  /** The machine starts anew: nothing that was scheduled happens any more, and `t` counts from its start. */
  reboot(t: number): void {
    this.#timers = [];
    this.#elapsedMs += t;
    this.#now = { at: this.#now.at + t, t };
  }

  after(delayMs: number, callback: () => void): Cancel {
    const timer: Timer = { dueT: this.#now.t + Math.max(0, delayMs), order: this.#order++, callback };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** Moves both times forward; callbacks that become due run at their own moment. */
  advance(ms: number): void {
    const until = this.#now.t + ms;
    for (let timer = this.#take(until); timer !== null; timer = this.#take(until)) {
      this.#moveTo(timer.dueT);
      timer.callback();
    }
    this.#moveTo(until);
  }

  /** Like `advance`, and lets promises settle before it, between the callbacks and after it. */
  async advanceSettled(ms: number): Promise<void> {
    await settled();
    const until = this.#now.t + ms;
    for (let timer = this.#take(until); timer !== null; timer = this.#take(until)) {
      this.#moveTo(timer.dueT);
      timer.callback();
      await settled();
    }
    this.#moveTo(until);
  }

  /** Makes the wall clock jump; `t` stays as it is. */
  jumpWallClock(ms: number): void {
    this.#now = { at: this.#now.at + ms, t: this.#now.t };
  }

  #moveTo(t: number): void {
    const ms = Math.max(0, t - this.#now.t);
    this.#callbacksNow = ms === 0 ? this.#callbacksNow + 1 : 0;
    if (this.#callbacksNow > CALLBACKS_AT_ONCE)
      throw new Error("time stands still: callbacks call for themselves at once");
    this.#elapsedMs += ms;
    this.#now = { at: this.#now.at + ms, t: this.#now.t + ms };
  }

  #take(untilT: number): Timer | null {
    let next: Timer | null = null;
    for (const timer of this.#timers) {
      if (timer.dueT > untilT) continue;
      if (next === null || timer.dueT < next.dueT || (timer.dueT === next.dueT && timer.order < next.order)) {
        next = timer;
      }
    }
    if (next !== null) this.#timers = this.#timers.filter((other) => other !== next);
    return next;
  }
}

/** Resolves after every promise that could settle without time passing has done so. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
