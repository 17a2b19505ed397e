import type { EventName, GatehouseEvent } from "../../events/catalogue.ts";
import { describeEvent } from "./describe-event.ts";
import type { Paint } from "./paint.ts";
import type { TimeText } from "./time-text.ts";

const BAD: readonly EventName[] = [
  "device.failed",
  "recording.failed",
  "continuous.stopped",
  "disk.low",
  "journal.damaged",
  "config.rejected",
  "face.spoofed",
  "request.denied",
  "request.expired",
];
const LOST = /\.lost$/;
const GOOD: readonly EventName[] = ["request.allowed", "request.completed", "face.recognized"];
const TIME_WIDTH = "00:00:00.000~".length;
const NAME_WIDTH = "recording.finished".length;

/** When an event was, `17:40:12.345`; with a `~` behind it if the clock was not known to be right. */
export function eventTime(event: GatehouseEvent, times: TimeText): string {
  return `${times.time(event.at)}${event.atUntrusted === true ? "~" : ""}`;
}

/**
 * Turns events into lines, one call after the other; a line with the day comes before the first event of each day.
 *
 * @returns a function that gives the lines for one event, each with its newline
 */
export function eventLines(paint: Paint, times: TimeText): (event: GatehouseEvent) => string {
  let day = "";
  return (event) => {
    const newDay = times.day(event.at);
    const head = newDay === day ? "" : `${paint.dim(newDay)}\n`;
    day = newDay;
    const name = colour(event.name, paint)(event.name.padEnd(NAME_WIDTH));
    return `${head}${paint.dim(eventTime(event, times).padEnd(TIME_WIDTH))} ${name}  ${describeEvent(event)}\n`;
  };
}

function colour(name: EventName, paint: Paint): (text: string) => string {
  if (BAD.includes(name) || LOST.test(name)) return (text) => paint.bad(text);
  return GOOD.includes(name) ? (text) => paint.good(text) : (text) => paint.notable(text);
}
