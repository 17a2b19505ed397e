import type { VariableType } from "../../rules/language.ts";
import { TRIGGER_FIELDS, triggerFields, variablesFor } from "../../rules/variables.ts";

/** What expressions in conditions and `{{ … }}` may use: taken from what the compiler checks against. */
export function expressionsSection(): string {
  const variables = variablesFor({ devices: ["NAME"], cameras: ["NAME"] }, ["start"]);
  const inWait = { ...variables, wait: { completed: "bool" } } as const;
  const common = Object.keys(triggerFields([])).map((field) => `\`${field}\``);
  const rows = Object.entries(inWait)
    .filter(([name]) => name !== "trigger")
    .flatMap(([name, type]) => flat(name, type));
  const triggers = Object.entries(TRIGGER_FIELDS).map(([kind, fields]) => {
    const listed = Object.entries(fields).map(([field, type]) => `\`${field}\` (${typeName(type)})`);
    return `| \`${kind}\` | ${listed.join(", ")} |`;
  });
  return (
    [
      "## Expressions",
      'Conditions and `{{ … }}` are written in [CEL](https://cel.dev): `mode == "sentry" && trigger.similarity > 0.7`. They are ' +
        "checked against these types when the file is loaded. A list has `size(list)`, `value in list`, `list.exists(x, …)`; a text " +
        "`contains`, `startsWith`, `endsWith`, `matches`. `has(trigger.json.key)` asks whether a message has a key.",
      ["| variable | type |", "| --- | --- |", ...rows].join("\n"),
      `\`trigger\` has ${common.join(" and ")} (the event's id), and by kind of trigger the fields below. A rule with triggers of several ` +
        'kinds has the fields of all; those of the others are empty (`""`, `0`, `false`, `[]`).',
      ["| trigger | fields of `trigger` |", "| --- | --- |", ...triggers].join("\n"),
      "`vars.NAME` are the rule's own variables, which `variables:` and `action: set` declare: of the type of their first value, and " +
        "empty before they are set. `repeat.index` counts the rounds of the loop around it from 1. After `wait_for`, `wait.completed` says " +
        "whether what was waited for came, and `wait.trigger` has its fields. In a blueprint `input.NAME` are its inputs' values.",
      "A device that has not been heard of is in state `unknown`; `people` are the recognised people in view; " +
        "`now` is in the configured time zone.",
    ].join("\n\n") + "\n"
  );
}

function flat(name: string, type: VariableType): string[] {
  if (typeof type === "string") return [`| \`${name}\` | ${typeName(type)} |`];
  return Object.entries(type).flatMap(([field, inner]) => flat(`${name}.${field}`, inner));
}

function typeName(type: VariableType): string {
  if (typeof type !== "string") return "mapping";
  const names: Record<string, string> = {
    string: "text",
    int: "whole number",
    double: "number",
    bool: "true or false",
  };
  const more: Record<string, string> = {
    "list of string": "list of texts",
    strings: "mapping of texts",
    any: "anything",
  };
  return names[type] ?? more[type] ?? type;
}
