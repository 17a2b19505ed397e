import type { RuleAction } from "./schema/actions.ts";
import type { Rule } from "./schema/rules.ts";
import type { Condition } from "./schema/triggers.ts";

type Path = readonly (string | number)[];

/** An action with its place in its rule, or a condition or trigger inside of one. */
export interface Part {
  readonly path: Path;
  readonly action?: RuleAction;
  readonly condition?: Condition;
  readonly trigger?: Rule["triggers"][number];
}

/** Every action of a list, those inside of others too, and the conditions and triggers in them, in the order of the file. */
export function everyPart(actions: readonly RuleAction[], path: Path): Part[] {
  return actions.flatMap((action, index) => {
    const place = [...path, index];
    return [{ action, path: place }, ...insideOf(action, place)];
  });
}

function insideOf(action: RuleAction, path: Path): Part[] {
  const list = (key: string, actions: readonly RuleAction[]): Part[] => everyPart(actions, [...path, key]);
  const conditions = (key: string, all: readonly Condition[] = []): Part[] =>
    all.map((condition, index) => ({ condition, path: [...path, key, index] }));
  switch (action.action) {
    case "ask":
      return [...list("then", action.then), ...list("else", action.else)];
    case "if":
      return [...conditions("if", action.if), ...list("then", action.then), ...list("else", action.else)];
    case "choose":
      return [
        ...action.options.flatMap((option, index) => [
          ...option.conditions.map((condition, number) => ({
            condition,
            path: [...path, "options", index, "conditions", number],
          })),
          ...everyPart(option.then, [...path, "options", index, "then"]),
        ]),
        ...list("else", action.else),
      ];
    case "repeat":
      return [
        ...conditions("while", action.while),
        ...conditions("until", action.until),
        ...list("actions", action.actions),
      ];
    case "parallel":
      return action.branches.flatMap((branch, index) => everyPart(branch, [...path, "branches", index]));
    case "wait_for":
      return action.triggers.map((trigger, index) => ({ trigger, path: [...path, "triggers", index] }));
    default:
      return [];
  }
}
