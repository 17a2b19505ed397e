import type { GatehouseEvent } from "../events/catalogue.ts";
import { describeFacts } from "./describe.ts";
import { matches, type MatchContext } from "./match.ts";
import type { TraceStep } from "./ports.ts";
import type { CompiledRule } from "./program.ts";
import { advance, stop } from "./runs.ts";
import type { TriggerSource } from "./source.ts";
import type { RunState, Strand } from "./state.ts";
import { at, withSteps, withStrand } from "./strands.ts";
import { ruleOf, type Turn } from "./turn.ts";
import { timerFacts, triggerFacts } from "./trigger-facts.ts";
import type { TriggerFacts } from "./variables.ts";

/** A strand of a run. */
export interface StrandOf {
  readonly run: RunState;
  readonly strand: Strand;
}

/** Goes on with every run that waits for this event. */
export function takeAwaited(turn: Turn, event: GatehouseEvent, world: Omit<MatchContext, "rule">): void {
  takeAny(turn, (trigger, rule) =>
    matches(trigger, event, { rule, ...world }) ? triggerFacts(turn, trigger, event) : null,
  );
}

/** Goes on with every run that waits for this timer. */
export function takeAwaitedTimer(turn: Turn, timer: string): void {
  takeAny(turn, (trigger) =>
    trigger.trigger === "timer" && trigger.timer === timer ? timerFacts(timer) : null,
  );
}

/** @param factsBy what `wait.trigger` holds if a trigger is what has come; null: it is not */
function takeAny(
  turn: Turn,
  factsBy: (trigger: TriggerSource, rule: CompiledRule) => TriggerFacts | null,
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
    const found = action.triggers.map((trigger) => factsBy(trigger, rule));
    const index = found.findIndex((facts) => facts !== null);
    const facts = found[index];
    if (facts === undefined || facts === null) continue;
    const path = `${action.path}/triggers/${index}`;
    const step: TraceStep = { path, result: "matched", detail: describeFacts(facts), at: turn.moment.at };
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
