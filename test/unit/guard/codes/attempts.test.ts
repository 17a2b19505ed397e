import { expect, it } from "vitest";
import {
  FORGOTTEN_AFTER_MS,
  inThisBoot,
  waitAfterMs,
  waitLeftMs,
  withWrong,
  type EntryRecord,
} from "../../../../src/guard/codes/attempts.ts";

const HOUR = 3_600_000;
const here = (t: number) => ({ t, boot: "b1" });

it("lets three be wrong, then waits, twice as long each time, an hour at most", () => {
  const waits = [0, 1, 2, 3, 4, 5, 9, 10, 30].map((wrong) => waitAfterMs(wrong) / 1000);
  expect(waits).toEqual([0, 0, 0, 30, 60, 120, 1_920, 3_600, 3_600]);
});

it("counts the wait from the last wrong code", () => {
  const record: EntryRecord = { wrong: 3, ...here(1_000) };
  expect(waitLeftMs(record, 1_000)).toBe(30_000);
  expect(waitLeftMs(record, 30_999)).toBe(1);
  expect(waitLeftMs(record, 31_000)).toBe(0);
  expect(waitLeftMs(undefined, 0)).toBe(0);
});

it("begins anew a day after the last wrong code", () => {
  const record: EntryRecord = { wrong: 12, ...here(0) };
  expect(withWrong(record, here(FORGOTTEN_AFTER_MS - 1)).wrong).toBe(13);
  expect(withWrong(record, here(FORGOTTEN_AFTER_MS))).toEqual({ wrong: 1, ...here(FORGOTTEN_AFTER_MS) });
});

it("waits all over again after a reboot, and when the time since boot makes no sense", () => {
  const record: EntryRecord = { wrong: 5, t: 90_000, boot: "b0" };
  expect(waitLeftMs(inThisBoot(record, here(4_000)), 4_000)).toBe(120_000);
  const later: EntryRecord = { wrong: 5, t: 90_000, boot: "b1" };
  expect(inThisBoot(later, here(4_000))).toEqual({ wrong: 5, ...here(4_000) });
  expect(inThisBoot(later, here(100_000))).toBe(later);
});

/** How many codes somebody can try who never stops, within so long. */
function guesses(withinMs: number): number {
  let [t, tried] = [0, 0];
  let record: EntryRecord | undefined;
  for (;;) {
    t += waitLeftMs(record, t);
    if (t >= withinMs) return tried;
    record = withWrong(record, here(t));
    tried += 1;
  }
}

it("leaves whoever never stops 32 guesses on the first day, and 24 on each later one: the figures of docs/safety.md", () => {
  expect(guesses(HOUR)).toBe(9);
  expect(guesses(24 * HOUR)).toBe(32);
  expect(guesses(48 * HOUR) - guesses(24 * HOUR)).toBe(24);
});
