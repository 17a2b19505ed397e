import { Environment, EvaluationError, ParseError, TypeError as CelTypeError } from "@marcbachmann/cel-js";
import { GatehouseError, messageOf } from "../../runtime/errors.ts";
import type {
  ExpressionLanguage,
  ExpressionProblem,
  Json,
  Variables,
  VariableType,
} from "../../rules/language.ts";

/** A rule's expression is one line; these bounds keep a hostile file from costing time. */
const LIMITS = {
  maxAstNodes: 500,
  maxDepth: 32,
  maxListElements: 200,
  maxMapEntries: 50,
  maxCallArguments: 8,
};

/** The Common Expression Language (https://cel.dev) by @marcbachmann/cel-js: typed, without loops over the outside world. */
export class CelLanguage implements ExpressionLanguage {
  /** Environments cost more than expressions, and rules with the same triggers share them. */
  readonly #environments = new Map<string, Environment>();

  compile(
    source: string,
    { variables, expected }: { readonly variables: Variables; readonly expected: "bool" | "any" },
  ): ReturnType<ExpressionLanguage["compile"]> {
    if (source.trim() === "")
      return refuse("an expression is missing here", { offset: 0, length: source.length });
    try {
      const parsed = this.#environment(variables).parse(source);
      const checked = parsed.check();
      if (!checked.valid) return { ok: false, problem: problemOf(checked.error, source) };
      if (expected === "bool" && checked.type !== "bool" && checked.type !== "dyn") {
        return refuse(`this is of type ${checked.type ?? "?"}, expected a condition that is true or false`, {
          offset: 0,
          length: source.length,
        });
      }
      const used = usedIn(source, variables);
      const evaluate = (values: Readonly<Record<string, Json>>): Json =>
        run(source, parsed, toCel(values, used));
      return { ok: true, expression: { source, evaluate }, type: typeOf(checked.type) };
    } catch (error) {
      return { ok: false, problem: problemOf(error, source) };
    }
  }

  #environment(variables: Variables): Environment {
    const key = JSON.stringify(variables);
    const known = this.#environments.get(key);
    if (known !== undefined) return known;
    const environment = new Environment({ homogeneousAggregateLiterals: false, limits: LIMITS });
    for (const [name, type] of Object.entries(variables)) {
      if (typeof type === "string") environment.registerVariable(name, celType(type));
      else environment.registerVariable({ name, schema: celSchema(type) });
    }
    this.#environments.set(key, environment);
    return environment;
  }
}

function run(
  source: string,
  parsed: (context: Record<string, unknown>) => unknown,
  context: Record<string, unknown>,
): Json {
  try {
    return fromCel(parsed(context));
  } catch (error) {
    const what = error instanceof EvaluationError ? error.summary : messageOf(error);
    throw new GatehouseError("RULES_EXPRESSION_FAILED", `${source}: ${what}`, {
      kind: "failed",
      cause: error,
    });
  }
}

type Schema = { [field: string]: string | Schema };

function celSchema(type: Exclude<VariableType, string>): Schema {
  return Object.fromEntries(
    Object.entries(type).map(([field, inner]) => [
      field,
      typeof inner === "string" ? celType(inner) : celSchema(inner),
    ]),
  );
}

function celType(type: Extract<VariableType, string>): string {
  if (type === "any") return "dyn";
  if (type === "list of string") return "list<string>";
  return type === "strings" ? "map<string, string>" : type;
}

/** A checked expression's type in our words; what we have no word for might be anything. */
function typeOf(type: string | undefined): VariableType {
  if (type === "string" || type === "int" || type === "double" || type === "bool") return type;
  if (type === "list<string>") return "list of string";
  return type === "map<string, string>" ? "strings" : "any";
}

/**
 * The variables that an expression mentions, of records those fields that it mentions: a house may have hundreds of devices.
 * A name within a text counts too; that costs a little and harms nothing.
 */
function usedIn(source: string, variables: Variables): Variables {
  const words = new Set(source.match(/\w+/g));
  const used = Object.entries(variables).filter(([name]) => words.has(name));
  return Object.fromEntries(
    used.map(([name, type]) => {
      const isWhole = new RegExp(`\\b${name}\\b(?!\\s*\\.)`).test(source);
      if (typeof type === "string" || isWhole) return [name, type];
      return [name, Object.fromEntries(Object.entries(type).filter(([field]) => words.has(field)))];
    }),
  );
}

function toCel(values: Readonly<Record<string, Json>>, types: Variables): Record<string, unknown> {
  const context: Record<string, unknown> = {};
  for (const [name, type] of Object.entries(types)) context[name] = inward(values[name] ?? null, type);
  return context;
}

/** CEL's int is a bigint in this package; everything else is as in JSON. */
function inward(value: Json, type: VariableType): unknown {
  if (type === "int") return BigInt(Math.trunc(Number(value)));
  if (typeof type === "string") return value;
  return toCel(typeof value === "object" && value !== null && !Array.isArray(value) ? value : {}, type);
}

function fromCel(value: unknown): Json {
  if (typeof value === "bigint") return Number(value);
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean" || value === null)
    return value;
  if (Array.isArray(value)) return value.map(fromCel);
  if (value instanceof Date) return value.toISOString();
  const entries = value instanceof Map ? [...value.entries()] : Object.entries(value as object);
  return Object.fromEntries(entries.map(([key, inner]) => [String(key), fromCel(inner)]));
}

const UNKNOWN = /^(?:No such key|Unknown variable): (\S+)$/;

function problemOf(error: unknown, source: string): ExpressionProblem {
  const isKnown =
    error instanceof ParseError || error instanceof CelTypeError || error instanceof EvaluationError;
  if (!isKnown)
    return { message: `not an expression: ${messageOf(error)}`, offset: 0, length: source.length };
  const { start = 0, end = start + 1 } = error.range ?? {};
  const place = { offset: start, length: Math.max(1, end - start) };
  const unknown = UNKNOWN.exec(error.summary)?.[1];
  if (unknown !== undefined) return { message: `there is no "${unknown}" here`, ...place, unknown };
  return { message: inWords(error.summary), ...place };
}

function inWords(summary: string): string {
  if (summary === "Unexpected token: EOF") return "the expression ends too early";
  if (summary === "Unexpected character: =") return "a single = is no comparison; write ==";
  return summary.replace(/^no such overload: (.*)$/i, "these types do not go together: $1");
}

function refuse(
  message: string,
  place: { offset: number; length: number },
): { ok: false; problem: ExpressionProblem } {
  return { ok: false, problem: { message, ...place } };
}
