/** How far something is open, or which way it moves. */
export type CoverValue = "OPEN" | "CLOSED" | "OPENING" | "CLOSING" | "STOPPED";

const WORDS: ReadonlyMap<string, CoverValue> = new Map([
  ["open", "OPEN"],
  ["opened", "OPEN"],
  ["closed", "CLOSED"],
  ["close", "CLOSED"],
  ["opening", "OPENING"],
  ["closing", "CLOSING"],
  ["stop", "STOPPED"],
  ["stopped", "STOPPED"],
]);

/** The state that a cover reports, or null if that is none. */
export function toCoverValue(value: unknown): CoverValue | null {
  return typeof value === "string" ? (WORDS.get(value.trim().toLowerCase()) ?? null) : null;
}

/** What an obstruction sensor reports: true or ON is something in the way; null for anything else. */
export function toObstructed(value: unknown): boolean | null {
  const word = typeof value === "string" ? value.trim().toLowerCase() : value;
  if (word === true || word === 1 || word === "on" || word === "true" || word === "1") return true;
  return word === false || word === 0 || word === "off" || word === "false" || word === "0" ? false : null;
}
