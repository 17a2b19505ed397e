import type { Finding } from "./problem.ts";
import type { TimeWindow } from "./schema/time-window.ts";
import { WEEKDAYS } from "./values.ts";

const DAY_MS = 86_400_000;

/** A window that is never open, whenever it is looked at. */
export function checkWindow(window: TimeWindow | undefined, path: Finding["path"]): Finding[] {
  if (window === undefined) return [];
  const { days, from, to, since, until } = window;
  const at = (key: string): Finding["path"] => [...path, key];
  if (from !== undefined && from === to) {
    const message = `from ${from} to ${to} is no time at all; leave both out for the whole day`;
    return [{ severity: "error", path: at("to"), message }];
  }
  if (since !== undefined && until !== undefined && until < since) {
    return [
      { severity: "error", path: at("until"), message: `${until} is before ${since}: it is never open` },
    ];
  }
  if (days === undefined || since === undefined || until === undefined) return [];
  const between = weekdaysBetween(since, until);
  if (days.some((day) => between.has(day))) return [];
  const message = `none of these weekdays (${days.join(", ")}) lies between ${since} and ${until}: it is never open`;
  return [{ severity: "error", path: at("days"), message }];
}

/** A window that has closed for good by a day, `YYYY-MM-DD`. */
export function isOver(window: TimeWindow | undefined, today: string): boolean {
  return window?.until !== undefined && window.until < today;
}

function weekdaysBetween(since: string, until: string): Set<string> {
  const [first, last] = [Date.parse(`${since}T00:00:00Z`), Date.parse(`${until}T00:00:00Z`)];
  const found = new Set<string>();
  for (let day = first; day <= last && found.size < WEEKDAYS.length; day += DAY_MS) {
    const index = (new Date(day).getUTCDay() + 6) % WEEKDAYS.length;
    found.add(WEEKDAYS[index] ?? "");
  }
  return found;
}
