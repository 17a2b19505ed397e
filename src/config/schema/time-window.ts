import { z } from "zod";
import { TimeOfDay, WEEKDAYS } from "../values.ts";

const dayError = "expected a day such as 2026-12-24";

const Day = z.string(dayError).refine(isDay, dayError);

function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

/** `when:`. */
export const TimeWindow = z
  .strictObject({
    days: z.array(z.enum(WEEKDAYS)).min(1).optional().describe("On these weekdays; every day if left out."),
    from: TimeOfDay.optional().describe("From this time on."),
    to: TimeOfDay.optional().describe(
      "Until before this time; on the next day, if it is earlier than `from`. Then `days` are those on which it begins.",
    ),
    since: Day.optional().describe("Not before this day."),
    until: Day.optional().describe("This day is the last one."),
  })
  .refine((window) => Object.keys(window).length > 0, "expected at least one of days, from, to, since, until")
  .describe(
    "It counts at these times only, in the house's own time (`time_zone`). While the clock cannot be relied on (not set since the machine was started, or behind the journal) it does not count at all.",
  );
export type TimeWindow = z.output<typeof TimeWindow>;
