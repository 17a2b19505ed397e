import { isWithin } from "../rules/local-time.ts";

const WEEKDAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] as const;
type Weekday = (typeof WEEKDAYS)[number];

/** When something counts, in the house's own time; null: no limit of that kind. */
export interface TimeWindow {
  /** The weekdays on which it begins. */
  readonly days: readonly Weekday[] | null;
  /** `HH:MM`; where `to` comes before `from` it ends on the next day. */
  readonly from: string | null;
  readonly to: string | null;
  /** First and last day, `YYYY-MM-DD`. */
  readonly since: string | null;
  readonly until: string | null;
}

/** A moment on the house's own clock and calendar. */
export interface LocalMoment {
  /** `YYYY-MM-DD`. */
  readonly date: string;
  /** `HH:MM`. */
  readonly time: string;
}

/** The local moment of a wall-clock instant (ms since the epoch); summer time is what the zone says it is. */
export function localMoment(at: number, timeZone: string): LocalMoment {
  const format = new Intl.DateTimeFormat("en-CA", {
    ...{ timeZone, hourCycle: "h23", calendar: "gregory", numberingSystem: "latn" },
    ...{ year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" },
  });
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
  const { year = "", month = "", day = "", hour = "", minute = "" } = parts;
  return { date: `${year}-${month}-${day}`, time: `${hour}:${minute}` };
}

/** Whether the window is open at that moment. One that goes over midnight belongs to the day on which it begins. */
export function isOpen({ days, from, to, since, until }: TimeWindow, { date, time }: LocalMoment): boolean {
  if (!isWithin(time, { after: from ?? undefined, before: to ?? undefined })) return false;
  const isFromYesterday = (to ?? "") < (from ?? "") && time < (to ?? "");
  const began = isFromYesterday ? dayBefore(date) : date;
  if (days !== null && !days.includes(weekdayOf(began))) return false;
  return (since === null || began >= since) && (until === null || began <= until);
}

/** The moment in words: `Mon 2026-11-30 09:12`. */
export function momentText({ date, time }: LocalMoment): string {
  const day = weekdayOf(date);
  return `${day.charAt(0).toUpperCase()}${day.slice(1)} ${date} ${time}`;
}

/** The window in words: `mon, tue from 09:00 to 12:00 until 2026-12-24`. */
export function windowText({ days, from, to, since, until }: TimeWindow): string {
  const parts = [
    days === null ? null : `on ${days.join(", ")}`,
    from === null ? null : `from ${from}`,
    to === null ? null : `to ${to}`,
    since === null ? null : `since ${since}`,
    until === null ? null : `until ${until}`,
  ];
  return parts.filter((part) => part !== null).join(" ");
}

function weekdayOf(date: string): Weekday {
  return WEEKDAYS[new Date(`${date}T00:00:00Z`).getUTCDay()] ?? "sun";
}

function dayBefore(date: string): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
}
