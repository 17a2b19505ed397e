/** What the sun does every day, but near the poles. */
export type SunEvent = "sunrise" | "sunset";

/** When it does it (ms since the epoch) on the solar day of `at`; null: not on that day. */
export type SunClock = (event: SunEvent, at: number) => number | null;

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** Whether the sun does it, `offsetMs` earlier or later, within the minute that begins at `minuteAt`. */
export function isSunMinute(
  clock: SunClock,
  { event, offsetMs }: { readonly event: SunEvent; readonly offsetMs: number },
  minuteAt: number,
): boolean {
  const wanted = minuteAt - offsetMs;
  // Solar days and our days begin at other times.
  return [wanted - DAY_MS, wanted, wanted + DAY_MS].some((day) => {
    const at = clock(event, day);
    return at !== null && at >= wanted && at < wanted + MINUTE_MS;
  });
}
