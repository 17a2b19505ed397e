import type { Reading } from "../../devices/reading.ts";
import type { ExpressionLanguage, Json } from "../../rules/language.ts";
import { GatehouseError } from "../../runtime/errors.ts";
import { PAYLOAD } from "../check-configuration.ts";

/** A topic and the expression that takes a value from its messages. Throws `CONFIG_EXPRESSION` (usage). */
export function readingOf(
  { topic, value }: { readonly topic: string; readonly value: string },
  language: ExpressionLanguage,
): Reading {
  const compiled = language.compile(value, { variables: PAYLOAD, expected: "any" });
  if (!compiled.ok) {
    const message = `The expression ${value} of ${topic}: ${compiled.problem.message}`;
    throw new GatehouseError("CONFIG_EXPRESSION", message, { kind: "usage" });
  }
  const { expression } = compiled;
  return { topic, value: (payload) => expression.evaluate({ payload: payload as Json }) };
}
