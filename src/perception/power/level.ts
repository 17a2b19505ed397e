/**
 * How much the battery has: `normal`; `saving`: the models rest, recording goes on; `empty`: everything is closed before the
 * power goes.
 */
export const POWER_LEVELS = ["normal", "saving", "empty"] as const;
export type PowerLevel = (typeof POWER_LEVELS)[number];

/** Volts between the levels, and how long a voltage has to last before it counts: an engine that starts draws it down for moments. */
export interface PowerLimits {
  readonly saveBelow: number;
  readonly stopBelow: number;
  /** Above the other two, so that a battery which recovers a little when the load is gone does not swing. */
  readonly resumeAbove: number;
  readonly lastsMs: number;
}

/** What is known of the battery; times are ms since boot, null: it is not so now. */
export interface PowerState {
  readonly level: PowerLevel;
  readonly lowSinceT: number | null;
  readonly emptySinceT: number | null;
  readonly highSinceT: number | null;
}

export const POWER_UNKNOWN: PowerState = {
  level: "normal",
  lowSinceT: null,
  emptySinceT: null,
  highSinceT: null,
};

/** Takes a reading. `empty` stays: what has been closed is not opened again. Pure. */
export function follow(
  state: PowerState,
  { volts, t }: { readonly volts: number; readonly t: number },
  limits: PowerLimits,
): PowerState {
  const since = (holds: boolean, beganT: number | null): number | null => (holds ? (beganT ?? t) : null);
  const lowSinceT = since(volts < limits.saveBelow, state.lowSinceT);
  const emptySinceT = since(volts < limits.stopBelow, state.emptySinceT);
  const highSinceT = since(volts > limits.resumeAbove, state.highSinceT);
  const lasts = (beganT: number | null): boolean => beganT !== null && t - beganT >= limits.lastsMs;
  const times = { lowSinceT, emptySinceT, highSinceT };
  if (state.level === "empty" || lasts(emptySinceT)) return { level: "empty", ...times };
  if (lasts(lowSinceT)) return { level: "saving", ...times };
  return { level: lasts(highSinceT) ? "normal" : state.level, ...times };
}

/** What a battery of a car, a house or a small pack can have, V; other numbers are a sensor that is not there. */
const [LEAST_VOLTS, MOST_VOLTS] = [2, 100];

/** The voltage that a message or a file tells, or null if it is none. */
export function voltsOf(value: unknown): number | null {
  const volts = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof volts === "number" && volts >= LEAST_VOLTS && volts <= MOST_VOLTS ? volts : null;
}
