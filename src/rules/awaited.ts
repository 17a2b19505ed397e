import type { GatehouseEvent } from "../events/catalogue.ts";
import { describeFacts } from "./describe.ts";
import { eventsOf } from "./listens.ts";
import { holdMs, isEnded, keyOf, lapse } from "./holds.ts";
import { matches, type MatchContext } from "./match.ts";
import type { TraceStep } from "./ports.ts";
import type { CompiledRule } from "./program.ts";
import { advance, record, stop } from "./runs.ts";
import type { Counted, TriggerSource } from "./source.ts";
import type { Lasting } from "./state.ts";
import { at, withSteps, withStrand } from "./strands.ts";
import { actionAt, strandAt, type ActionOfKind, type Place, type StrandOf, type Turn } from "./turn.ts";
import { timerFacts, triggerFacts } from "./trigger-facts.ts";
import type { TriggerFacts } from "./variables.ts";

/** Goes on with every run that waits for this event. */
export function takeAwaited(turn: Turn, event: GatehouseEvent, world: Omit<MatchContext, "rule">): void {
  for (const place of waitingNow(turn)) {
    const wait = waitAt(turn, place);
    if (wait === null) continue;
    const watched = withoutEnded(wait, event);
    const { rule, action } = watched;
    const found = action.triggers.flatMap((source, trigger) =>
      eventsOf(source).includes(event.name) && matches(source, event, { rule, ...world })
        ? [{ trigger, source, facts: triggerFacts(turn, source, event) }]
        : [],
    );
    take(turn, watched, { found, key: keyOf(event), was: wait });
  }
}

/** Goes on with every run that waits for this timer. */
export function takeAwaitedTimer(turn: Turn, timer: string): void {
  for (const place of waitingNow(turn)) {
    const wait = waitAt(turn, place);
    if (wait === null) continue;
    const found = wait.action.triggers.flatMap((source, trigger) =>
      source.trigger === "timer" && source.timer === timer
        ? [{ trigger, source, facts: timerFacts(timer) }]
        : [],
    );
    take(turn, wait, { found, key: "timer", was: wait });
  }
}

/** Goes on with a run for which a trigger with `for:` has lasted. */
export function takeLasted(turn: Turn, lasted: Lasted): void {
  const wait = waitAt(turn, lasted);
  const { trigger, key } = lasted;
  if (wait === null) return;
  const one = wait.strand.lasting.find((other) => other.trigger === trigger && other.key === key);
  if (one === undefined) return;
  goOn(turn, wait, { trigger, facts: one.facts, detail: `${describeFacts(one.facts)}, and stayed` });
}

const NOWHERE: readonly Place[] = [];

/** What has lasted long enough, and where it is waited for. */
export type Lasted = Place & Pick<Lasting, "trigger" | "key">;

/** A strand that waits for an event, and what for. */
interface Wait extends StrandOf {
  readonly rule: CompiledRule;
  readonly action: ActionOfKind<"wait-for">;
}

/** A trigger that has come. */
interface Found {
  readonly trigger: number;
  readonly source: TriggerSource;
  readonly facts: TriggerFacts;
}

/** Those that wait now: who begins to wait because of this event waits for the next one. */
function waitingNow({ state }: Turn): readonly Place[] {
  if (state.runs.length === 0) return NOWHERE;
  return state.runs.flatMap((run) =>
    run.strands.filter(({ awaits }) => awaits === "event").map(({ id }) => ({ run: run.id, strand: id })),
  );
}

function waitAt(turn: Turn, place: Place): Wait | null {
  const waiting = strandAt(turn, place);
  const found = waiting === null ? null : actionAt(turn, waiting, "wait-for");
  return waiting === null || found === null ? null : { ...waiting, ...found };
}

/** Triggers with `for:` of one wait that may be under way at once. */
const LASTING_MAX = 50;

/** Without what this event ends; the trace tells what did not last. */
function withoutEnded(wait: Wait, event: GatehouseEvent): Wait {
  const { strand, action } = wait;
  const ended = strand.lasting.filter((one) => isEnded(one, action.triggers[one.trigger], event));
  if (ended.length === 0) return wait;
  const lasting = strand.lasting.filter((one) => !ended.includes(one));
  const steps = ended.map((one) =>
    stepOf(wait, one.trigger, { result: "false", detail: lapse(one, event), at: event.at }),
  );
  return { ...wait, run: withSteps(wait.run, ...steps), strand: { ...strand, lasting } };
}

/** Goes on for the first trigger that has come and need neither last nor come again; otherwise remembers what has come. */
function take(
  turn: Turn,
  wait: Wait,
  { found, key, was }: { readonly found: readonly Found[]; readonly key: string; readonly was: Wait },
): void {
  let now = wait;
  for (const { trigger, source, facts } of found) {
    const ms = holdMs(source);
    if (ms !== null) {
      now = begun(turn, now, { trigger, key, facts, ms });
      continue;
    }
    const tally = talliedIn(turn, now, { trigger, source });
    if (tally.isEnough) {
      goOn(turn, now, { trigger, facts, detail: describeFacts(facts) });
      return;
    }
    now = tally.wait;
  }
  if (now === was) return;
  const run = withStrand(now.run, now.strand);
  turn.state = { ...turn.state, runs: turn.state.runs.map((one) => (one.id === run.id ? run : one)) };
  record(turn, run, "running");
}

function begun(
  { moment }: Turn,
  wait: Wait,
  { trigger, key, facts, ms }: Omit<Lasting, "at" | "due"> & { readonly ms: number },
): Wait {
  const { strand } = wait;
  const isThere = strand.lasting.some((one) => one.trigger === trigger && one.key === key);
  if (isThere || strand.lasting.length >= LASTING_MAX) return wait;
  const due = { t: moment.t + ms, at: moment.at + ms, boot: moment.boot };
  const step = stepOf(wait, trigger, {
    result: "waiting",
    detail: `${describeFacts(facts)}, if it stays so for ${ms / 1000} s`,
    at: moment.at,
  });
  const lasting = [...strand.lasting, { trigger, key, at: moment.at, facts, due }];
  return { ...wait, run: withSteps(wait.run, step), strand: { ...strand, lasting } };
}

function talliedIn(
  { moment }: Turn,
  wait: Wait,
  { trigger, source }: Omit<Found, "facts">,
): { readonly isEnough: boolean; readonly wait: Wait } {
  const { count = 1, within = 0 } = source as Counted;
  const { strand } = wait;
  const before = strand.seen.filter((one) => one.trigger === trigger).flatMap((one) => one.times);
  const times = [...before.filter((then) => moment.t - then < within), moment.t];
  if (times.length >= count) return { isEnough: true, wait };
  const detail = `${times.length} of ${count} times within ${within / 1000} s`;
  const step = stepOf(wait, trigger, { result: "false", detail, at: moment.at });
  const seen = [...strand.seen.filter((one) => one.trigger !== trigger), { trigger, times }];
  return { isEnough: false, wait: { ...wait, run: withSteps(wait.run, step), strand: { ...strand, seen } } };
}

function goOn(
  turn: Turn,
  { run, strand, rule, action }: Wait,
  {
    trigger,
    facts,
    detail,
  }: { readonly trigger: number; readonly facts: TriggerFacts; readonly detail: string },
): void {
  const path = `${action.path}/triggers/${trigger}`;
  const step: TraceStep = { path, result: "matched", detail, at: turn.moment.at };
  const waited = { completed: true, facts };
  advance(turn, rule, withSteps(withStrand({ ...run, waited }, at(strand, action.next)), step));
}

function stepOf({ action }: Wait, trigger: number, said: Omit<TraceStep, "path">): TraceStep {
  return { path: `${action.path}/triggers/${trigger}`, ...said };
}

/** Goes on with a run that has waited in vain, or stops it. */
export function givenUp(turn: Turn, { run, strand }: StrandOf, late: string): void {
  const found = actionAt(turn, { run, strand }, "wait-for");
  if (found === null) return;
  const { rule, action } = found;
  const detail = `nothing came within ${action.timeoutMs / 1000} s${late}`;
  const step: TraceStep = { path: action.path, result: "done", detail, at: turn.moment.at };
  const told = withSteps({ ...run, waited: { completed: false, facts: {} } }, step);
  if (action.goesOn) advance(turn, rule, withStrand(told, at(strand, action.next)));
  else stop(turn, told, "waited in vain (continue_on_timeout: false)");
}
