import { GatehouseEvent } from "../../events/catalogue.ts";
import type { EventName } from "../../events/catalogue.ts";
import { GatehouseError } from "../../runtime/errors.ts";

/** Every event's name, in the order of the catalogue. */
const NAMES: readonly EventName[] = GatehouseEvent.options.map((option) => option.shape.name.value);

const UNIT_MS: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/**
 * The event names that a person's filters mean: a whole name (`face.unknown`) or its noun (`face`, `face.*`).
 *
 * @throws GatehouseError EVENTS_NAME_UNKNOWN (usage)
 */
export function namesOf(filters: readonly string[]): EventName[] {
  return filters.flatMap((filter) => {
    const noun = filter.replace(/\.\*$/, "");
    const names = NAMES.filter((name) => name === filter || name.split(".")[0] === noun);
    if (names.length > 0) return names;
    throw new GatehouseError(
      "EVENTS_NAME_UNKNOWN",
      `There is no event "${filter}"; names are ${NAMES.join(", ")}, or a first word such as face.`,
      { kind: "usage" },
    );
  });
}

/**
 * The wall-clock time that `--since` means: a span back from now (`90s`, `15m`, `1h`, `2d`, `1w`), or a date with or
 * without a time (`2026-11-23`, `2026-11-23T18:00`), in this machine's time zone.
 *
 * @throws GatehouseError EVENTS_SINCE_INVALID (usage)
 */
export function sinceAt(text: string, now: number, option = "--since"): number {
  const span = /^(\d+(?:\.\d+)?)\s*([smhdw])$/.exec(text);
  if (span !== null) return now - Number(span[1]) * (UNIT_MS[span[2] ?? ""] ?? 0);
  const date = /^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00` : text.replace(" ", "T");
  const at = /^\d{4}-\d\d-\d\dT/.test(date) ? Date.parse(date) : Number.NaN;
  if (!Number.isNaN(at)) return at;
  throw new GatehouseError(
    "EVENTS_SINCE_INVALID",
    `${option} "${text}" is no time: write a span such as 90s, 15m, 1h or 2d, or a date such as 2026-11-23T18:00.`,
    { kind: "usage" },
  );
}

/**
 * A whole number from 1, for `--limit`.
 *
 * @throws GatehouseError EVENTS_LIMIT_INVALID (usage)
 */
export function limitOf(text: string): number {
  const limit = Number(text);
  if (Number.isInteger(limit) && limit >= 1) return limit;
  throw new GatehouseError("EVENTS_LIMIT_INVALID", `--limit "${text}" is no whole number from 1.`, {
    kind: "usage",
  });
}
