/** Wrong codes in a row at one place of entry. */
export interface EntryRecord {
  readonly wrong: number;
  /** When the last of them was entered, ms since boot. */
  readonly t: number;
  /** The kernel's boot id to which `t` belongs. */
  readonly boot: string;
}

/** So many may be wrong before the next has to wait. */
const FREE_ENTRIES = 3;
/** The first wait, ms; each further wrong code doubles it. */
const FIRST_WAIT_MS = 30_000;
/** The longest wait, ms. */
const LONGEST_WAIT_MS = 3_600_000;
/** After so long without a wrong code the count begins anew, ms. */
export const FORGOTTEN_AFTER_MS = 24 * 3_600_000;

/**
 * How long the next code still has to wait, ms; 0: it may be entered now. Counted by the time since boot: a clock that is set
 * shortens nothing.
 */
export function waitLeftMs(record: EntryRecord | undefined, nowT: number): number {
  return record === undefined ? 0 : Math.max(0, record.t + waitAfterMs(record.wrong) - nowT);
}

/** The record with one more wrong code. It is written before a code is looked at, and taken back if the code is right. */
export function withWrong(
  record: EntryRecord | undefined,
  { t, boot }: { readonly t: number; readonly boot: string },
): EntryRecord {
  const before = record === undefined || t - record.t >= FORGOTTEN_AFTER_MS ? 0 : record.wrong;
  return { wrong: before + 1, t, boot };
}

/** A record as it counts in this boot: what was waited before a reboot does not count, the wait begins anew. */
export function inThisBoot(
  record: EntryRecord,
  { t, boot }: { readonly t: number; readonly boot: string },
): EntryRecord {
  return record.boot === boot && record.t <= t ? record : { ...record, t, boot };
}

/** The wait after so many wrong codes in a row, ms. */
export function waitAfterMs(wrong: number): number {
  if (wrong < FREE_ENTRIES) return 0;
  return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (wrong - FREE_ENTRIES));
}
