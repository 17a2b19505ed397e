import type { Instant } from "../../src/runtime/clock.ts";

/** Keys whose numbers are moments, ms since boot. */
const MOMENTS = new Set([
  "t",
  "sinceT",
  "dueT",
  "sentT",
  "nextT",
  "toldT",
  "untilT",
  "wishUntilT",
  "awaySinceT",
  "brokerSinceT",
  "lastLookT",
  "steadySinceT",
  "issuedT",
  "seenT",
  "latestT",
  "shownT",
  "strayUntilT",
]);
/** Keys whose numbers are moments by wall clock. */
const WALL_MOMENTS = new Set(["at", "dueAt"]);
/** Keys that tell states apart which behave alike. */
const IDLE = new Set(["seq", "box", "reason", "why"]);
/** Nothing in guard or devices looks farther back than the ten minutes of spent evidence. */
const HORIZON_MS = 700_000;
const ID = /\b(?:run|boot|face|request|sensor)-\d+/g;

/**
 * A text that is the same for values which differ only in the moment at which they are looked at and in the numbers of their
 * ids: moments are told from now, ids are numbered as they come. What it does not know of it leaves as it is, so that too much
 * is told apart rather than too little.
 */
export function canonical(value: unknown, now: Instant): string {
  return new Canon(now).text(value, "");
}

class Canon {
  readonly #now: Instant;
  readonly #ids = new Map<string, string>();

  constructor(now: Instant) {
    this.#now = now;
  }

  text(value: unknown, key: string): string {
    if (value === null || value === undefined) return "-";
    if (typeof value === "number") return this.#number(value, key);
    if (typeof value === "string") return value.replace(ID, (id) => this.#renamed(id));
    if (typeof value === "boolean") return value ? "+" : "0";
    if (Array.isArray(value)) return `[${value.map((item) => this.text(item, key)).join()}]`;
    if (value instanceof Map) {
      return `<${[...value].map(([name, item]) => `${this.text(name, "")}=${this.text(item, key)}`).join()}>`;
    }
    if (typeof value !== "object") return "?";
    const fields = Object.entries(value).filter(([name]) => !IDLE.has(name));
    return `{${fields.map(([name, item]) => `${name}:${this.text(item, name)}`).join()}}`;
  }

  #number(value: number, key: string): string {
    if (MOMENTS.has(key)) return this.#apart(value - this.#now.t);
    return WALL_MOMENTS.has(key) ? this.#apart(value - this.#now.at) : String(value);
  }

  #apart(ms: number): string {
    return Math.abs(ms) > HORIZON_MS ? (ms < 0 ? "past" : "future") : `${Math.round(ms)}`;
  }

  #renamed(id: string): string {
    const known = this.#ids.get(id);
    if (known !== undefined) return known;
    const name = `#${this.#ids.size}`;
    this.#ids.set(id, name);
    return name;
  }
}
