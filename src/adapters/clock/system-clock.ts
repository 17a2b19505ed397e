import { readFileSync } from "node:fs";
import type { Cancel, Clock, Instant, Scheduler } from "../../runtime/clock.ts";
import { bootTime } from "./boot-time.ts";
import type { BootTime } from "./boot-time.ts";

/** Node's timers hold at most a signed 32-bit delay; a longer one would fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The machine's clock: `at` is the wall clock, `t` is CLOCK_BOOTTIME, one axis for all processes of this machine. */
export class SystemClock implements Clock {
  readonly #bootTime: BootTime;

  constructor(source: BootTime = bootTime()) {
    this.#bootTime = source;
  }

  now(): Instant {
    return { at: Date.now(), t: this.#bootTime() };
  }
}

/** Node's timers as a Scheduler; waits of any length. */
export class SystemScheduler implements Scheduler {
  after(delayMs: number, callback: () => void): Cancel {
    let timer: NodeJS.Timeout;
    const wait = (leftMs: number): void => {
      const stepMs = Math.min(leftMs, LONGEST_TIMER_MS);
      timer = setTimeout(() => (leftMs > stepMs ? wait(leftMs - stepMs) : callback()), stepMs);
    };
    wait(Math.max(0, delayMs));
    return () => clearTimeout(timer);
  }
}

/** The kernel's id of this boot (random(4)): times since boot of two events compare only if their boot ids are equal. */
export function bootId(): string {
  return readFileSync("/proc/sys/kernel/random/boot_id", "latin1").trim();
}
