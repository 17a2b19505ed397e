import type { ActionSource, RuleSource, TriggerSource } from "./source.ts";

type Path = readonly (string | number)[];

/** Lists of actions that an action holds, with the path from it to each, in the order of the file. */
function branchesOf(
  action: ActionSource,
): readonly { readonly path: Path; readonly actions: readonly ActionSource[] }[] {
  switch (action.action) {
    case "ask":
    case "if":
      return [
        { path: ["then"], actions: action.then },
        { path: ["else"], actions: action.else },
      ];
    case "choose":
      return [
        ...action.options.map(({ then }, index) => ({ path: ["options", index, "then"], actions: then })),
        { path: ["else"], actions: action.else },
      ];
    case "repeat":
      return [{ path: ["actions"], actions: action.actions }];
    case "parallel":
      return action.branches.map((actions, index) => ({ path: ["branches", index], actions }));
    default:
      return [];
  }
}

/** All of a rule's actions with their paths, also those inside of others, in the order of the file. */
export function everyAction(
  actions: readonly ActionSource[],
  path: Path = ["actions"],
): { readonly action: ActionSource; readonly path: Path }[] {
  return actions.flatMap((action, index) => {
    const place = [...path, index];
    const inner = branchesOf(action).flatMap((branch) =>
      everyAction(branch.actions, [...place, ...branch.path]),
    );
    return [{ action, path: place }, ...inner];
  });
}

/** What the actions of a rule wait for. */
export function awaitedBy({ actions }: Pick<RuleSource, "actions">): readonly TriggerSource[] {
  return everyAction(actions).flatMap(({ action }) => (action.action === "wait_for" ? action.triggers : []));
}
