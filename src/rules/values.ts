import { GatehouseError } from "../runtime/errors.ts";
import type { Json, VariableType } from "./language.ts";
import type { CompiledValue } from "./program.ts";
import { render } from "./template.ts";
import { typeInWords } from "./variables.ts";

/** Characters that a variable may take as JSON: a loop that doubles a text must not fill the memory. */
const SIZE_MAX = 4096;

/**
 * What a variable is set to.
 *
 * @throws GatehouseError RULES_VARIABLE_TYPE, RULES_VARIABLE_TOO_LONG (refused); and what expressions throw
 */
export function workedOut(
  { name, type, value }: CompiledValue,
  values: Readonly<Record<string, Json>>,
): Json {
  const found = valueOf(value, values);
  if (!isOf(found, type)) {
    const message = `vars.${name} is ${typeInWords(type)}; ${JSON.stringify(found).slice(0, 80)} is none.`;
    throw new GatehouseError("RULES_VARIABLE_TYPE", message, { kind: "refused" });
  }
  if (JSON.stringify(found).length > SIZE_MAX) {
    const message = `vars.${name} would be longer than ${SIZE_MAX} characters.`;
    throw new GatehouseError("RULES_VARIABLE_TOO_LONG", message, { kind: "refused" });
  }
  return found;
}

function valueOf(value: CompiledValue["value"], values: Readonly<Record<string, Json>>): Json {
  if ("fixed" in value) return value.fixed;
  return "text" in value ? render(value.text, values) : value.expression.evaluate(values);
}

function isOf(value: Json, type: VariableType): boolean {
  switch (type) {
    case "string":
      return typeof value === "string";
    case "int":
      return Number.isInteger(value);
    case "double":
      return typeof value === "number";
    case "bool":
      return typeof value === "boolean";
    case "list of string":
      return Array.isArray(value) && value.every((item) => typeof item === "string");
    default:
      return true;
  }
}
