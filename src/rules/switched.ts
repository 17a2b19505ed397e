import type { GatehouseEvent } from "../events/catalogue.ts";
import { refuse, stop, type Start } from "./runs.ts";
import type { EngineState } from "./state.ts";
import type { Turn } from "./turn.ts";

const WHY = "the rule is switched off";

/** Whether somebody has switched a rule off. */
export function isOff({ off }: EngineState, rule: string): boolean {
  return off.includes(rule);
}

/** Leaves a trace of a trigger that would have started a rule; whoever has said its sentence is answered. */
export function refuseOff(turn: Turn, begin: Start, event: GatehouseEvent | null): void {
  const isSaid = event?.name === "voice.commanded";
  refuse(turn, begin, WHY, isSaid ? { kind: "speak", text: "That rule is switched off." } : null);
}

/** Ends what a rule has under way that has just been switched off; its runs finish if `on_edit` says so. */
export function endSwitchedOff(turn: Turn, event: GatehouseEvent): void {
  if (event.name !== "rule.switched" || event.enabled) return;
  const { state, program } = turn;
  const others = <Item extends { readonly rule: string }>(items: readonly Item[]): readonly Item[] =>
    items.filter(({ rule }) => rule !== event.rule);
  turn.state = { ...state, holds: others(state.holds), counts: others(state.counts) };
  // Queued runs first: otherwise the end of a run would start the next of its rule.
  for (const run of state.queued) if (run.rule === event.rule) stop(turn, run, WHY);
  if (program.rules.get(event.rule)?.source.on_edit === "finish") return;
  for (const run of state.runs) if (run.rule === event.rule) stop(turn, run, WHY);
}
