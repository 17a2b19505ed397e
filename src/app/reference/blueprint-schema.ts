import type { JsonSchema } from "../../config/schema-shape.ts";

/** What an editor sees of `!input NAME`. */
const INPUT: JsonSchema = {
  type: "string",
  pattern: "^[a-z][a-z0-9_]{0,62}$",
  description: "`!input NAME`: the value that the rule gives for it.",
};

/** The schema of a blueprint's file for editors: `!input NAME` may stand for every value, but not in `blueprint:`. */
export function blueprintSchema(schema: JsonSchema): object {
  const { $defs = {}, properties = {}, ...rest } = schema;
  const { blueprint, ...parts } = properties;
  return {
    ...rest,
    properties: { ...(blueprint === undefined ? {} : { blueprint }), ...open(parts) },
    $defs: { ...mapped($defs, opened), input: INPUT },
  };
}

/** With `!input` for the values of these keys; what tells one kind of part from another stays as it is. */
function open(properties: Readonly<Record<string, JsonSchema>>): Record<string, JsonSchema> {
  return mapped(properties, (property) => (property.const === undefined ? orInput(property) : property));
}

function orInput(schema: JsonSchema): JsonSchema {
  const { description, default: byDefault, ...rest } = opened(schema);
  const about = description === undefined ? {} : { description };
  const otherwise = byDefault === undefined ? {} : { default: byDefault };
  return { ...about, ...otherwise, anyOf: [rest, { $ref: "#/$defs/input" }] };
}

function opened(schema: JsonSchema): JsonSchema {
  const { properties, items, additionalProperties, anyOf, oneOf } = schema;
  return {
    ...schema,
    ...(properties === undefined ? {} : { properties: open(properties) }),
    ...(items === undefined ? {} : { items: orInput(items) }),
    ...(typeof additionalProperties === "object"
      ? { additionalProperties: orInput(additionalProperties) }
      : {}),
    ...(anyOf === undefined ? {} : { anyOf: anyOf.map(opened) }),
    ...(oneOf === undefined ? {} : { oneOf: oneOf.map(opened) }),
  };
}

function mapped<Value>(
  record: Readonly<Record<string, Value>>,
  change: (value: Value) => Value,
): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
