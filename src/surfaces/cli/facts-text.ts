import type { Evidence } from "../../events/catalogue.ts";
import { printable } from "./paint.ts";
import { spanText, trimmed } from "./time-text.ts";

type Facts = Evidence["facts"];
type Fact = Facts[string];

/** Facts that only bound another one, and are told with it. */
const BOUND = /(Min|Wanted)$|^withinMs$/;

/**
 * The facts of a piece of evidence, values beside what they were held against: `similarity 0.712 (at least 0.58)`.
 * The first line says who or what, the second the values that had a bound, the third the rest.
 */
export function factsText(facts: Facts): string[] {
  const names = Object.keys(facts).filter((name) => !BOUND.test(name));
  const bounded = names.filter((name) => boundOf(name, facts) !== null);
  const numbers = names.filter((name) => !bounded.includes(name) && typeof facts[name] === "number");
  const others = names.filter((name) => !bounded.includes(name) && !numbers.includes(name));
  return [others, bounded, numbers]
    .map((group) => group.map((name) => factText(name, facts)).filter((text) => text !== ""))
    .filter((group) => group.length > 0)
    .map((group) => group.join(", "));
}

function factText(name: string, facts: Facts): string {
  const value = facts[name];
  if (value === undefined || value === null) return "";
  const bound = boundOf(name, facts);
  return printable(`${words(name)} ${valueText(name, value)}${bound === null ? "" : ` (${bound})`}`);
}

function boundOf(name: string, facts: Facts): string | null {
  const least = facts[`${name}Min`];
  if (least !== undefined && least !== null) return `at least ${valueText(name, least)}`;
  const wanted = facts[`${name}Wanted`];
  if (Array.isArray(wanted) && wanted.length > 0) return `wanted ${wanted.join(" or ")}`;
  const within = facts.withinMs;
  return name === "ageMs" && typeof within === "number" ? `at most ${spanText(within)}` : null;
}

function valueText(name: string, value: NonNullable<Fact>): string {
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.join(" and ");
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "string") return value;
  if (name.endsWith("Ms")) return spanText(value);
  return name.endsWith("Px") ? `${Math.round(value)} px` : trimmed(value, 3);
}

/** `lastLookAgeMs` → `last look age`. */
function words(name: string): string {
  return name
    .replace(/(Ms|Px)$/, "")
    .replaceAll(/([A-Z])/g, " $1")
    .toLowerCase();
}
