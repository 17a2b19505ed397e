import type { GatehouseEvent } from "../events/catalogue.ts";
import { describeFacts } from "./describe.ts";
import type { LocalTime } from "./local-time.ts";
import { matches } from "./match.ts";
import type { TraceStep } from "./ports.ts";
import { advance, stop } from "./runs.ts";
import type { EngineState, RunState, Strand } from "./state.ts";
import { at, withSteps, withStrand } from "./strands.ts";
import { ruleOf, type Turn } from "./turn.ts";
import { triggerFacts } from "./trigger-facts.ts";

/** A strand of a run. */
export interface StrandOf {
  readonly run: RunState;
  readonly strand: Strand;
}

/** Goes on with every run that waits for this event. */
export function takeAwaited(
  turn: Turn,
  event: GatehouseEvent,
  world: { readonly before: EngineState; readonly minutes: readonly LocalTime[] },
): void {
  // Those that wait now: who begins to wait because of this event waits for the next one.
  const waiting = turn.state.runs.flatMap((run) =>
    run.strands.filter(({ awaits }) => awaits === "event").map(({ id }) => ({ run: run.id, strand: id })),
  );
  for (const { run: id, strand: number } of waiting) {
    const run = turn.state.runs.find((one) => one.id === id);
    const strand = run?.strands.find((one) => one.id === number);
    const rule = run === undefined ? null : ruleOf(turn, run);
    const action = rule?.actions[strand?.next ?? -1];
    if (run === undefined || strand?.awaits !== "event" || rule === null || action?.kind !== "wait-for")
      continue;
    const index = action.triggers.findIndex((trigger) => matches(trigger, event, { rule, ...world }));
    const trigger = action.triggers[index];
    if (trigger === undefined) continue;
    const facts = triggerFacts(turn, trigger, event);
    const path = `${action.path}/triggers/${index}`;
    const step: TraceStep = { path, result: "matched", detail: describeFacts(facts), at: event.at };
    const waited = { completed: true, facts };
    advance(turn, rule, withSteps(withStrand({ ...run, waited }, at(strand, action.next)), step));
  }
}

/** Goes on with a run that has waited in vain, or stops it. */
export function givenUp(turn: Turn, { run, strand }: StrandOf, late: string): void {
  const rule = ruleOf(turn, run);
  const action = rule?.actions[strand.next];
  if (rule === null || action?.kind !== "wait-for") return;
  const detail = `nothing came within ${action.timeoutMs / 1000} s${late}`;
  const step: TraceStep = { path: action.path, result: "done", detail, at: turn.moment.at };
  const told = withSteps({ ...run, waited: { completed: false, facts: {} } }, step);
  if (action.goesOn) advance(turn, rule, withStrand(told, at(strand, action.next)));
  else stop(turn, told, "waited in vain (continue_on_timeout: false)");
}
