/**
 * The two times of an instant.
 * `at`: wall clock in ms since the epoch, for people; may jump.
 * `t`: ms since boot including suspend (CLOCK_BOOTTIME), for decisions; never jumps, one axis for every process of the machine.
 */
export interface Instant {
  readonly at: number;
  readonly t: number;
}

/** Tells the time. Real: `adapters/clock`; in tests and replay: a manual clock. */
export interface Clock {
  now(): Instant;
}

/** Cancels what was scheduled; harmless when it has run already. */
export type Cancel = () => void;

/** Runs callbacks later. Separate from Clock so that code which only reads the time cannot wait. */
export interface Scheduler {
  /** Calls `callback` once, `delayMs` from now (never before the current call returns). */
  after(delayMs: number, callback: () => void): Cancel;
}

/** Resolves after `delayMs`, or at once (without an error) when `signal` aborts. */
export function sleep(scheduler: Scheduler, delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) {
      resolve();
      return;
    }
    const done = (): void => {
      cancel();
      signal?.removeEventListener("abort", done);
      resolve();
    };
    const cancel = scheduler.after(delayMs, done);
    signal?.addEventListener("abort", done, { once: true });
  });
}
