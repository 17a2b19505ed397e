import type { Finding } from "./problem.ts";
import type { LoadedRule } from "./rule-file.ts";
import type { RuleAction } from "./schema/actions.ts";

const OPPOSITE: Readonly<Record<string, string>> = {
  ...{ lock: "unlock", unlock: "lock", on: "off", off: "on" },
  ...{ open: "close", close: "open" },
};

/** Where a rule wants of a device, at the same moment and under the same conditions, the opposite of what an earlier one does. */
export function fightsAmong(one: LoadedRule, all: readonly LoadedRule[]): Finding[] {
  const earlier = all.slice(0, all.indexOf(one));
  return earlier.flatMap((other) => {
    if (!meetAtOnce(one, other)) return [];
    const theirs = doneAtOnce(other.rule.actions);
    return doneAtOnce(one.rule.actions).flatMap(({ action, index }): Finding[] => {
      const rival = theirs.find(({ action: their }) => isAgainst(action, their));
      return rival === undefined ? [] : [fight(["actions", index], action, other.rule.id)];
    });
  });
}

function meetAtOnce({ rule: a }: LoadedRule, { rule: b }: LoadedRule): boolean {
  const isShared = a.triggers.some((trigger) => b.triggers.some((other) => isSame(trigger, other)));
  return isShared && isSame(a.conditions, b.conditions);
}

/** The actions before the first that waits or chooses. */
function doneAtOnce(actions: readonly RuleAction[]): { action: RuleAction; index: number }[] {
  const slow = ["wait", "wait_for", "ask", "if", "choose", "repeat", "parallel", "stop"];
  const end = actions.findIndex(({ action }) => slow.includes(action));
  return actions.slice(0, end === -1 ? actions.length : end).map((action, index) => ({ action, index }));
}

function isAgainst(a: RuleAction, b: RuleAction): boolean {
  if (a.action === "device" && b.action === "device")
    return a.device === b.device && OPPOSITE[a.command] === b.command;
  return a.action === "mode" && b.action === "mode" && a.set !== b.set;
}

function fight(path: Finding["path"], action: RuleAction, other: string): Finding {
  const what = action.action === "device" ? action.device : "the mode";
  const message = `this rule and ${other} fight over ${what}: the same triggers it in both, under the same conditions, and they want the opposite`;
  return { severity: "warning", path, message };
}

/** Plain data of one schema has its keys in one order. */
function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
