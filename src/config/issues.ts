import type { z } from "zod";
import { nearest } from "./nearest.ts";
import type { Finding } from "./problem.ts";
import { isRecord, keysAt, type JsonSchema } from "./schema-shape.ts";

type Issue = z.core.$ZodIssue;
type Path = readonly (string | number)[];

/** What an issue's sentence is made from. */
interface Context {
  readonly data: unknown;
  readonly shape: JsonSchema;
  /** What is written at a path, as in the file (never a secret), or null. */
  readonly written: (path: Path) => string | null;
}

/** Turns the schema's issues into findings: a sentence each, at the place of the mistake. */
export function findingsOf(issues: readonly Issue[], context: Context): Finding[] {
  const misspelt = new Set(
    issues.flatMap((issue) => (issue.code === "unrecognized_keys" ? meantKeys(issue, context) : [])),
  );
  // A misspelt key usually is the missing one: saying both would only confuse.
  const kept = issues.filter(
    (issue) => !misspelt.has(pathKey(issue.path)) || valueAt(context.data, plain(issue.path)) !== undefined,
  );
  return kept.flatMap((issue) => findingsOfOne(issue, context));
}

/** The paths of the keys that the unknown ones were probably meant to be. */
function meantKeys(issue: Issue & { code: "unrecognized_keys" }, context: Context): string[] {
  const keys = keysAt(context.shape, issue.path, context.data);
  return issue.keys.flatMap((key) => {
    const meant = nearest(key, keys);
    return meant === undefined ? [] : [pathKey([...issue.path, meant])];
  });
}

function pathKey(path: readonly PropertyKey[]): string {
  return JSON.stringify(path.map(String));
}

function plain(path: readonly PropertyKey[]): Path {
  return path.map((step) => (typeof step === "number" ? step : String(step)));
}

function findingsOfOne(issue: Issue, context: Context): Finding[] {
  const path = plain(issue.path);
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => unknownKey(path, key, context));
    case "invalid_union":
      return unionFindings(issue, path, context);
    case "invalid_key":
      return [
        error(path, `found "${String(path.at(-1))}", ${issue.issues[0]?.message ?? issue.message}`, {
          atKey: true,
        }),
      ];
    case "invalid_value":
      return [invalidValue(path, issue.values.map(String), context)];
    case "invalid_type":
      return [invalidType(path, issue, context)];
    default:
      return [error(path, `found ${found(path, context)}, ${expectation(issue)}`)];
  }
}

function unknownKey(path: Path, key: string, context: Context): Finding {
  const keys = keysAt(context.shape, path, context.data).filter((name) => !hasKey(context.data, path, name));
  const expected = keys.length === 0 ? "" : `; expected one of: ${keys.join(", ")}`;
  return withSuggestion(
    error([...path, key], `there is no key "${key}" here${expected}`, { atKey: true }),
    key,
    keys,
  );
}

function invalidValue(path: Path, values: readonly string[], context: Context): Finding {
  const value = valueAt(context.data, path);
  if (value === undefined)
    return error(path, `"${String(path.at(-1))}" is missing; expected one of: ${values.join(", ")}`);
  const finding = error(path, `found ${found(path, context)}, expected ${oneOf(values)}`);
  return typeof value === "string" ? withSuggestion(finding, value, values) : finding;
}

function invalidType(path: Path, issue: Issue & { code: "invalid_type" }, context: Context): Finding {
  const expected = issue.message.startsWith("expected")
    ? issue.message
    : `expected ${typeName(issue.expected)}`;
  if (path.length === 0 && isEmpty(context.data)) return error(path, `the file is empty; ${expected}`);
  if (valueAt(context.data, path) === undefined) {
    return error(path, `"${String(path.at(-1))}" is missing; ${expected}`);
  }
  return error(path, `found ${found(path, context)}, ${expected}`);
}

function unionFindings(issue: Issue & { code: "invalid_union" }, path: Path, context: Context): Finding[] {
  if ("discriminator" in issue && issue.discriminator !== undefined) {
    const options = "options" in issue && Array.isArray(issue.options) ? issue.options.map(String) : [];
    return [invalidValue(path, options, context)];
  }
  const branches = issue.errors
    .map((issues) => ({ issues, badness: badnessOf(issues, valueAt(context.data, path)) }))
    .toSorted((a, b) => a.badness - b.badness);
  const best = branches[0];
  if (best === undefined || best.badness >= WRONG_TYPE) return [wrongAltogether(issue, path, context)];
  const nested = best.issues.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }));
  return findingsOf(nested, context);
}

function wrongAltogether(issue: Issue & { code: "invalid_union" }, path: Path, context: Context): Finding {
  const expected = issue.errors.flatMap((issues) =>
    issues.map((inner) => {
      if (inner.code === "invalid_type") return typeName(inner.expected);
      return inner.code === "invalid_value"
        ? oneOf(inner.values.map(String))
        : inner.message.replace(/^expected /, "");
    }),
  );
  const message = issue.message.startsWith("expected")
    ? issue.message
    : `expected ${[...new Set(expected)].join(" or ")}`;
  if (valueAt(context.data, path) === undefined)
    return error(path, `"${String(path.at(-1))}" is missing; ${message}`);
  return error(path, `found ${found(path, context)}, ${message}`);
}

const WRONG_TYPE = 100;

/** How far a value is from one branch of a union; the nearest branch is the one that was meant. */
function badnessOf(issues: readonly Issue[], value: unknown): number {
  let badness = 0;
  for (const issue of issues) {
    if (issue.path.length === 0 && (issue.code === "invalid_type" || issue.code === "invalid_value"))
      badness += WRONG_TYPE;
    else if (
      issue.code === "invalid_union" &&
      "discriminator" in issue &&
      issue.discriminator !== undefined
    ) {
      badness += isRecord(value) && value[issue.discriminator] !== undefined ? 10 : 50;
    } else if (issue.code === "unrecognized_keys" && issue.path.length === 0) badness += 20;
    else if (issue.code === "invalid_type" && issue.path.length === 1) badness += 5;
    else badness += 1;
  }
  return badness;
}

function expectation(issue: Issue): string {
  if (issue.message.startsWith("expected")) return issue.message;
  if (issue.code === "too_small") return `expected ${bound(issue.origin, "at least", Number(issue.minimum))}`;
  if (issue.code === "too_big") return `expected ${bound(issue.origin, "at most", Number(issue.maximum))}`;
  return `but ${issue.message.toLowerCase()}`;
}

function bound(origin: string, words: string, limit: number): string {
  if (origin === "string")
    return limit === 1 && words === "at least" ? "a text that is not empty" : `${words} ${limit} characters`;
  if (origin === "array" || origin === "set") return `${words} ${limit} ${limit === 1 ? "entry" : "entries"}`;
  return `a number of ${words} ${limit}`;
}

const TYPE_NAMES: Record<string, string> = {
  object: "a mapping (key: value)",
  record: "a mapping (name: …)",
  array: "a list (- …)",
  tuple: "a list of fixed length",
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
};

function typeName(expected: string): string {
  return TYPE_NAMES[expected] ?? expected;
}

function oneOf(values: readonly string[]): string {
  return values.length === 1 ? `"${values[0] ?? ""}"` : `one of: ${values.join(", ")}`;
}

function found(path: Path, context: Context): string {
  // Whoever writes the code itself in its place does not want to read it in a log.
  if (path[0] === "codes" && path[2] === "hash") return "something else";
  const value = valueAt(context.data, path);
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  if (isRecord(value)) return "a mapping";
  if (value === null) return "nothing";
  return context.written(path) ?? "something else";
}

function isEmpty(data: unknown): boolean {
  return data === null || data === undefined;
}

function valueAt(data: unknown, path: Path): unknown {
  let value = data;
  for (const step of path) {
    if (!isRecord(value) && !Array.isArray(value)) return undefined;
    value = Object.hasOwn(value, step) ? Reflect.get(value, step) : undefined;
  }
  return value;
}

function hasKey(data: unknown, path: Path, key: string): boolean {
  return valueAt(data, [...path, key]) !== undefined;
}

function error(path: Path, message: string, options: { atKey?: boolean } = {}): Finding {
  return { severity: "error", path, message, ...options };
}

function withSuggestion(finding: Finding, name: string, valid: readonly string[]): Finding {
  const suggestion = nearest(name, valid);
  return suggestion === undefined ? finding : { ...finding, suggestion };
}
