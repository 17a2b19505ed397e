import { fightsAmong } from "./check-fights.ts";
import { checkWords } from "./check-words.ts";
import { nearest } from "./nearest.ts";
import type { Names } from "./names.ts";
import type { Finding, Problem } from "./problem.ts";
import type { LoadedRule } from "./rule-file.ts";
import { everyPart, type Part } from "./rule-parts.ts";
import type { Rule } from "./schema/rules.ts";

type Trigger = Rule["triggers"][number];

/** Waits that are shorter swallow nothing that anybody would miss. */
const LONG_MS = 10_000;

/**
 * Finds what is right word for word and cannot be meant: triggers that never fire, waits that swallow triggers, rules that
 * fight over one device. Rules that are switched off are left alone, and those that are wrong: they would only seem senseless.
 */
export function checkSense(loaded: readonly LoadedRule[], names: Names): Problem[] {
  const running = loaded.filter(({ rule, isWhole }) => rule.enabled && isWhole);
  const parts = new Map(running.map((one) => [one, partsOf(one.rule)]));
  const timers = loaded.every(({ isWhole }) => isWhole) ? timersOf([...parts.values()].flat()) : null;
  return running.flatMap((one) => {
    const own = parts.get(one) ?? [];
    const findings = [
      ...own.flatMap((part) => neverFires(part, { names, timers })),
      ...own.flatMap((part) => idleTimer(part, timers)),
      ...own.flatMap((part) => checkWords(part, names)),
      ...contradictions(one.rule),
      ...swallowing(one, own),
      ...fightsAmong(one, running),
    ];
    return findings.map((finding) => one.problem(finding));
  });
}

/** Everything that a rule consists of, with its places. */
function partsOf({ triggers, conditions, actions }: Rule): Part[] {
  return [
    ...triggers.map((trigger, index) => ({ trigger, path: ["triggers", index] })),
    ...conditions.map((condition, index) => ({ condition, path: ["conditions", index] })),
    ...everyPart(actions, ["actions"]),
  ];
}

/** Names of timers. */
interface Timers {
  readonly started: ReadonlySet<string>;
  readonly awaited: ReadonlySet<string>;
}

function timersOf(parts: readonly Part[]): Timers {
  return {
    started: new Set(
      parts.flatMap(({ action }) =>
        action?.action === "timer" && action.for !== undefined ? [action.timer] : [],
      ),
    ),
    awaited: new Set(parts.flatMap(({ trigger }) => (trigger?.trigger === "timer" ? [trigger.timer] : []))),
  };
}

/** A timer that is started and that nothing comes of. */
function idleTimer({ action, path }: Part, timers: Timers | null): Finding[] {
  if (timers === null || action?.action !== "timer" || action.for === undefined) return [];
  if (timers.awaited.has(action.timer)) return [];
  const message = `no rule waits for the timer ${action.timer}: \`trigger: timer\` with this name would`;
  return [suggesting(warning([...path, "start"], message), action.timer, timers.awaited)];
}

function neverFires(
  { trigger, path }: Part,
  { names, timers }: { readonly names: Names; readonly timers: Timers | null },
): Finding[] {
  switch (trigger?.trigger) {
    case "timer": {
      if (timers?.started.has(trigger.timer) !== false) return [];
      const message = `this never fires: no rule starts the timer ${trigger.timer}`;
      return [suggesting(warning([...path, "timer"], message), trigger.timer, timers.started)];
    }
    case "device": {
      if (names.devices.get(trigger.device)?.reports !== false) return [];
      const message = `this never fires: ${trigger.device} has no \`state\`, so nobody hears of it`;
      return [warning([...path, "device"], message)];
    }
    case "sound": {
      const listening = trigger.microphone ?? [...names.microphones];
      if (listening.some((name) => names.listening.has(name))) return [];
      return [warning([...path, "trigger"], "this never fires: no such microphone has `sounds: true`")];
    }
    case "mode": {
      const { from, to } = trigger;
      const isStill = from?.length === 1 && to?.length === 1 && from[0] === to[0];
      return isStill ? [warning([...path, "to"], "this never fires: a mode does not change to itself")] : [];
    }
    default:
      return [];
  }
}

/** Triggers after which the mode is not what a condition wants. */
function contradictions({ triggers, conditions }: Rule): Finding[] {
  return triggers.flatMap((trigger, index) => {
    const { to } = trigger.trigger === "mode" ? trigger : {};
    if (to === undefined) return [];
    const wanted = conditions
      .map(modesOf)
      .find((modes) => modes?.some((mode) => to.includes(mode)) === false);
    if (wanted === undefined || wanted === null) return [];
    const message = `this never fires: the mode is ${to.join(" or ")} then, and a condition wants ${wanted.join(" or ")}`;
    return [warning(["triggers", index, "to"], message)];
  });
}

/** The modes in which a condition can hold; null: it does not say. */
function modesOf(condition: Rule["conditions"][number]): readonly string[] | null {
  if (typeof condition !== "string") return condition.condition === "mode" ? condition.is : null;
  const only = /^\s*mode\s*==\s*(["'])([^"']*)\1\s*$/.exec(condition)?.[2];
  return only === undefined ? null : [only];
}

/** Who writes no mode may not know that a rule that waits does not start again. */
function swallowing({ rule, saysMode }: LoadedRule, parts: readonly Part[]): Finding[] {
  if (saysMode || rule.triggers.every(isRare)) return [];
  const wait = parts.find(({ action }) => action !== undefined && waitOf(action) >= LONG_MS);
  if (wait === undefined) return [];
  const message =
    "while this waits the rule does not start again, whatever triggers it; say that it is meant so: `mode: single`, " +
    "or what else: `restart` (the wait begins anew), `queued`, `parallel`";
  return [warning(wait.path, message)];
}

function waitOf(action: NonNullable<Part["action"]>): number {
  if (action.action === "wait") return action.for;
  return action.action === "wait_for" ? action.timeout : 0;
}

/** What comes a few times a day at most. */
function isRare({ trigger }: Trigger): boolean {
  return trigger === "time" || trigger === "sun" || trigger === "start";
}

function suggesting(finding: Finding, name: string, valid: Iterable<string>): Finding {
  const suggestion = nearest(name, valid);
  return suggestion === undefined ? finding : { ...finding, suggestion };
}

function warning(path: Finding["path"], message: string): Finding {
  return { severity: "warning", path, message };
}
