import type { Reading } from "./reading.ts";

/** How one lock is reached. Durations in ms. */
export interface LockSettings {
  readonly command: { readonly topic: string; readonly lock: string; readonly unlock: string };
  readonly state: Reading;
  /** The door's contact, or null. */
  readonly contact: Reading | null;
  /** Where it is said whether it can be reached, or null. */
  readonly availability: Reading | null;
  /** How long the broker may take to answer behind an unlock. */
  readonly deliverWithinMs: number;
  /** How long the lock may take to report UNLOCKED once the broker has the command (see `CONFIRM_WITHIN_MS`). */
  readonly confirmWithinMs: number;
  readonly maxUnlockedMs: number;
}

/** How long a lock may take to answer: a battery lock on Zigbee wakes up first, and then its motor turns. */
export const CONFIRM_WITHIN_MS = 10_000;
