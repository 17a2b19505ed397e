import type { Weekday } from "./source.ts";

/** The time of day somewhere. */
export interface LocalTime {
  readonly hour: number;
  readonly minute: number;
  readonly weekday: Weekday;
  /** `HH:MM`. */
  readonly text: string;
  /** When this minute began, ms since the epoch. */
  readonly at: number;
}

/** Tells the local time of a wall-clock instant (ms since the epoch). */
export type LocalClock = (at: number) => LocalTime;

/** A local clock for an IANA time zone, such as Europe/Berlin. */
export function localClock(timeZone: string): LocalClock {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    hour: "2-digit",
    minute: "2-digit",
    weekday: "short",
    hourCycle: "h23",
  });
  const read = (at: number): LocalTime => {
    const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
    const { hour = "00", minute = "00", weekday = "Mon" } = parts;
    return {
      hour: Number(hour),
      minute: Number(minute),
      weekday: weekday.toLowerCase() as Weekday,
      text: `${hour}:${minute}`,
      at: Math.floor(at / 60_000) * 60_000,
    };
  };
  // Zones differ by whole minutes, and many things happen within the same one.
  let known: { readonly minute: number; readonly time: LocalTime } | null = null;
  return (at) => {
    const minute = Math.floor(at / 60_000);
    if (known?.minute !== minute) known = { minute, time: read(at) };
    return known.time;
  };
}

/** Whether `now` is from `after` on and before `before`; a window that ends before it begins goes over midnight. */
export function isWithin(
  now: string,
  window: { readonly after?: string | undefined; readonly before?: string | undefined },
): boolean {
  const { after, before } = window;
  if (after !== undefined && before !== undefined && before < after) return now >= after || now < before;
  return (after === undefined || now >= after) && (before === undefined || now < before);
}
