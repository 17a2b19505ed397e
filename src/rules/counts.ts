import type { TriggerRef } from "./program.ts";
import type { Start } from "./runs.ts";
import type { Counted } from "./source.ts";
import type { Count } from "./state.ts";
import type { Turn } from "./turn.ts";

/** How often something has happened of late, and how often it has to. */
interface Tally {
  readonly seen: number;
  readonly wanted: number;
  readonly withinMs: number;
}

/** Counts a trigger that matched; null: it fires, because it needs no counting or has been counted often enough. */
export function counted(turn: Turn, { rule, index, trigger }: TriggerRef): Tally | null {
  const { count: wanted, within: withinMs = 0 } = trigger as Counted;
  if (wanted === undefined) return null;
  const isThis = (one: Count): boolean => one.rule === rule.id && one.trigger === index;
  const { t } = turn.moment;
  const before = turn.state.counts.filter((one) => isThis(one) && one.fingerprint === rule.fingerprint);
  const times = [...before.flatMap((one) => one.times).filter((then) => t - then < withinMs), t];
  const isEnough = times.length >= wanted;
  const others = turn.state.counts.filter((one) => !isThis(one));
  const { id, fingerprint } = rule;
  const counts = isEnough ? others : [...others, { rule: id, fingerprint, trigger: index, times }];
  turn.state = { ...turn.state, counts };
  return isEnough ? null : { seen: times.length, wanted, withinMs };
}

/** Leaves a trace of a trigger that matched, but not often enough yet. */
export function tellTally(turn: Turn, begin: Start, { seen, wanted, withinMs }: Tally): void {
  const { rule, trigger, cause, detail } = begin;
  const { at } = turn.moment;
  const path = `triggers/${trigger}`;
  const often = `${seen} of ${wanted} times within ${withinMs / 1000} s`;
  const run = `${cause}/${rule.id}`;
  turn.traces.set(run, {
    ...{ run, rule: rule.id, outcome: "not-triggered", cause, at },
    steps: [
      { path, result: "matched", detail, at },
      { path, result: "false", detail: often, at },
    ],
  });
}
