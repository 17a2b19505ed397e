import { z } from "zod";

const UNIT_MS: Record<string, number> = {
  ms: 1,
  s: 1000,
  second: 1000,
  seconds: 1000,
  m: 60_000,
  min: 60_000,
  minute: 60_000,
  minutes: 60_000,
  h: 3_600_000,
  hour: 3_600_000,
  hours: 3_600_000,
  d: 86_400_000,
  day: 86_400_000,
  days: 86_400_000,
};
const UNIT_BYTES: Record<string, number> = {
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
};

const DURATION = /^(\d+(?:\.\d+)?) ?(ms|seconds?|s|minutes?|min|m|hours?|h|days?|d)$/;
const SIZE = /^(\d+(?:\.\d+)?) ?(MB|GB|TB|MiB|GiB|TiB)$/;

/** The ms that `10s`, `500ms`, `2m`, `1.5 h` or `14 days` stand for, or null. */
export function parseDuration(text: string): number | null {
  const [, amount, unit] = DURATION.exec(text.trim()) ?? [];
  const factor = unit === undefined ? undefined : UNIT_MS[unit];
  return factor === undefined ? null : Math.round(Number(amount) * factor);
}

/** The bytes that `20 GB` or `512 MiB` stand for, or null. */
export function parseSize(text: string): number | null {
  const [, amount, unit] = SIZE.exec(text.trim()) ?? [];
  const factor = unit === undefined ? undefined : UNIT_BYTES[unit];
  return factor === undefined ? null : Math.round(Number(amount) * factor);
}

/** Stands for a secret that could not be read: that it could not is one problem, and not to be followed by a second. */
export const UNREAD_SECRET = "unknown";

const durationError = "expected a duration with its unit, such as 10s, 500ms, 2m or 14 days";
const sizeError = "expected a size with its unit, such as 500 MB or 20 GB";

/** A duration in the file; ms in the program. */
export const Duration = z
  .string(durationError)
  .regex(DURATION, durationError)
  .transform((text) => parseDuration(text) ?? 0);

const OFFSET = /^-?\d+(?:\.\d+)? ?(?:seconds?|s|minutes?|min|m|hours?|h)$/;
const offsetError = "expected an offset such as 30m, or -30m for earlier, of 12 hours at most";

/** A duration in the file that may be negative; ms in the program. */
export const Offset = z
  .string(offsetError)
  .regex(OFFSET, offsetError)
  .transform((text) => (parseDuration(text.replace("-", "")) ?? 0) * (text.startsWith("-") ? -1 : 1))
  .refine((ms) => Math.abs(ms) <= 43_200_000, offsetError);

/** A duration that is written with its bounds in its message. */
export function durationBetween(least: string, most: string): z.ZodType<number, string> {
  const [leastMs, mostMs] = [parseDuration(least) ?? 0, parseDuration(most) ?? Number.MAX_SAFE_INTEGER];
  return Duration.refine(
    (ms) => ms >= leastMs && ms <= mostMs,
    `expected a duration from ${least} to ${most}`,
  );
}

/** A size in the file; bytes in the program. */
export const Size = z
  .string(sizeError)
  .regex(SIZE, sizeError)
  .transform((text) => parseSize(text) ?? 0);

const nameError =
  "expected a name of small letters, digits and _ that begins with a letter, such as front_door";

/** The name of a camera, device, zone … : usable in topics and in expressions alike. */
export const Name = z.string(nameError).regex(/^[a-z][a-z0-9_]{0,62}$/, nameError);

const nodeError = "expected a short name of small letters, digits, - and _, such as front";

/** The name of a Gatehouse: a level of its topics. */
export const NodeName = z.string(nodeError).regex(/^[a-z0-9][a-z0-9_-]{0,62}$/, nodeError);

/** The names of the weekdays, Monday first. */
export const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

/** A time of day, `HH:MM`. */
export const TimeOfDay = z
  .string('expected a time of day in quotes, such as "22:30"')
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'expected a time of day in quotes, such as "22:30"');

/** A number from 0 to 1. */
export const Fraction = z.number("expected a number from 0 to 1").min(0).max(1);
