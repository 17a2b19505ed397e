import { describe, expect, it } from "vitest";
import { isSunMinute, type SunClock } from "../../../src/rules/sun.ts";

const DAY = 86_400_000;
const MINUTE = 60_000;
/** Midnight of a day; the sun rises at 06:00:30 of each day, and sets on odd days only, at 18:00. */
const MIDNIGHT = 1000 * DAY;
const clock: SunClock = (event, at) => {
  const day = Math.floor(at / DAY);
  if (event === "sunrise") return day * DAY + 360 * MINUTE + 30_000;
  return day % 2 === 1 ? day * DAY + 1080 * MINUTE : null;
};
const is = (event: "sunrise" | "sunset", minute: number, offsetMs = 0): boolean =>
  isSunMinute(clock, { event, offsetMs }, MIDNIGHT + minute * MINUTE);

describe("the minute of the sun", () => {
  it("is the one in which it rises or sets", () => {
    expect([359, 360, 361].map((minute) => is("sunrise", minute))).toEqual([false, true, false]);
    expect([1079, 1080, 1081].map((minute) => is("sunset", 1440 + minute))).toEqual([false, true, false]);
  });

  it("is none on a day on which it does not", () => {
    expect(is("sunset", 1080)).toBe(false);
  });

  it("is earlier or later by an offset, which may lead into another day", () => {
    expect(is("sunrise", 330, -30 * MINUTE)).toBe(true);
    expect(is("sunrise", 360, -30 * MINUTE)).toBe(false);
    expect(is("sunset", 2880 + 180, 9 * 60 * MINUTE)).toBe(true);
    expect(is("sunrise", 360 - 720, -720 * MINUTE)).toBe(true);
  });

  it("is found whatever day the sun's own clock counts the moment to", () => {
    const shifted =
      (days: number): SunClock =>
      (event, at) =>
        clock(event, at + days * DAY);
    for (const days of [-1, 0, 1])
      expect(isSunMinute(shifted(days), { event: "sunrise", offsetMs: 0 }, MIDNIGHT + 360 * MINUTE)).toBe(
        true,
      );
    expect(isSunMinute(shifted(2), { event: "sunrise", offsetMs: 0 }, MIDNIGHT + 360 * MINUTE)).toBe(false);
  });
});
