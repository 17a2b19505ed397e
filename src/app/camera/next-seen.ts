import type { Shown } from "../../perception/vision/shown.ts";
import type { Scheduler } from "../../runtime/clock.ts";
import type { Frame } from "../../sensors/frame.ts";

/** A frame that was looked at, and everybody whom it shows. */
export interface Seen {
  readonly frame: Frame;
  readonly shown: readonly Shown[];
}

/** So long a frame is waited for: the models may have to be started again, but who waits shall not wait for ever. */
const WITHIN_MS = 3_000;
/** So many may wait. */
const MOST_WAITING = 16;

/** Lets others wait for the next frame that the models look at. */
export class NextSeen {
  readonly #scheduler: Scheduler;
  readonly #waiting = new Set<(seen: Seen | null) => void>();

  constructor(scheduler: Scheduler) {
    this.#scheduler = scheduler;
  }

  /** Somebody waits: the next frame has to be looked at, whatever is to be seen in it. */
  get isWanted(): boolean {
    return this.#waiting.size > 0;
  }

  /** Null if no frame is looked at in time. */
  wait(): Promise<Seen | null> {
    if (this.#waiting.size >= MOST_WAITING) return Promise.resolve(null);
    return new Promise((resolve) => {
      const answer = (seen: Seen | null): void => {
        cancel();
        this.#waiting.delete(answer);
        resolve(seen);
      };
      const cancel = this.#scheduler.after(WITHIN_MS, () => answer(null));
      this.#waiting.add(answer);
    });
  }

  /** A frame was looked at; null: none will be any more. */
  tell(seen: Seen | null): void {
    for (const answer of [...this.#waiting]) answer(seen);
  }
}
