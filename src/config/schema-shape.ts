import { z } from "zod";

/** The part of JSON Schema (2020-12) that zod writes. */
export interface JsonSchema {
  readonly type?: string;
  /** `#/$defs/NAME` of the whole. */
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly prefixItems?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly const?: string | number | boolean | null;
  readonly enum?: readonly (string | number)[];
  readonly pattern?: string;
  readonly default?: unknown;
  readonly description?: string;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** What may be written in the file, as JSON Schema. */
export function shapeOf(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as JsonSchema;
}

type Definitions = JsonSchema["$defs"];

/** The name of the definition that a schema refers to, or null. */
export function definitionOf({ $ref }: JsonSchema): string | null {
  return $ref === undefined ? null : $ref.replace("#/$defs/", "");
}

function resolved(schema: JsonSchema, definitions: Definitions): JsonSchema {
  const name = definitionOf(schema);
  return name === null ? schema : (definitions?.[name] ?? schema);
}

/** The alternatives of a schema that are not ruled out by a constant field of `value` (`type: lock`, `by: face` …). */
export function alternativesOf(
  schema: JsonSchema,
  value?: unknown,
  definitions?: Definitions,
): readonly JsonSchema[] {
  const whole = resolved(schema, definitions);
  const branches = whole.anyOf ?? whole.oneOf;
  if (branches === undefined) return [whole];
  const all = branches.flatMap((branch) => alternativesOf(branch, value, definitions));
  const fitting = all.filter((branch) => fits(branch, value));
  return fitting.length === 0 ? all : fitting;
}

function fits(branch: JsonSchema, value: unknown): boolean {
  if (!isRecord(value)) return true;
  return Object.entries(branch.properties ?? {}).every(
    ([key, property]) => property.const === undefined || property.const === value[key],
  );
}

/** The keys that a mapping at `path` of `data` may have. */
export function keysAt(schema: JsonSchema, path: readonly PropertyKey[], data: unknown): string[] {
  const { $defs } = schema;
  let candidates = alternativesOf(schema, data, $defs);
  let value = data;
  for (const step of path) {
    value = isRecord(value) || Array.isArray(value) ? Reflect.get(value, step) : undefined;
    candidates = candidates.flatMap((candidate) => {
      const next = childOf(candidate, step);
      return next === null ? [] : alternativesOf(next, value, $defs);
    });
  }
  return [...new Set(candidates.flatMap((candidate) => Object.keys(candidate.properties ?? {})))];
}

function childOf(schema: JsonSchema, step: PropertyKey): JsonSchema | null {
  if (typeof step === "number") return schema.prefixItems?.[step] ?? schema.items ?? null;
  const property = schema.properties?.[String(step)];
  if (property !== undefined) return property;
  return typeof schema.additionalProperties === "object" ? schema.additionalProperties : null;
}

/** Whether `value` is a mapping. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
