import type { Request } from "../events/action.ts";
import { messageOf } from "../runtime/errors.ts";
import { judge, valuesFor } from "./conditions.ts";
import { cool, coolingFor } from "./cooldown.ts";
import { loopOf } from "./loops.ts";
import { move } from "./mover.ts";
import type { Outcome, TraceStep } from "./ports.ts";
import type { CompiledRule } from "./program.ts";
import { NOT_WAITED, type RunState } from "./state.ts";
import { FIRST_STRAND, isUntouched, withSteps } from "./strands.ts";
import { setTimers } from "./timers.ts";
import { ruleOf, type Turn } from "./turn.ts";
import { workedOut } from "./values.ts";
import type { TriggerFacts } from "./variables.ts";

/** What starts a run. */
export interface Start {
  readonly rule: CompiledRule;
  readonly trigger: number;
  readonly cause: string;
  readonly facts: TriggerFacts;
  readonly detail: string;
  /** The run of a rule that led to it, if one did. */
  readonly behind?: string | null;
  /** What started it may be the echo of what a rule has published. */
  readonly echo?: boolean;
}

/** Leaves the trace of a start that may not be, and asks for the one thing that is done instead. */
export function refuse(
  turn: Turn,
  begin: Start,
  why: string,
  instead: Request["action"] | null = null,
): void {
  const run = runOf(turn, begin);
  const request = requestOf(turn, run, instead);
  if (request !== null) turn.requests.push(request);
  stop(turn, run, why);
}

/** Judges the conditions and starts a run, as far as the rule's `mode` and the limits let it. */
export function start(turn: Turn, begin: Start): void {
  const { rule } = begin;
  const run = withVariables(turn, rule, runOf(turn, begin));
  if (run === null) return;
  const { program, state, moment } = turn;
  const around = { program, state, at: moment.at };
  const judged = judge(rule.conditions, { ...around, values: valuesFor(rule, run, around) });
  const ready = { ...run, steps: [...run.steps, ...judged.steps] };
  if (judged.outcome === "false") record(turn, ready, "condition-false");
  else if (judged.outcome === "error") record(turn, ready, "error");
  else {
    const { behind = null, echo = false } = begin;
    const why = coolingFor(turn, rule) ?? loopOf(turn, { rule: rule.id, run: run.id, behind, echo });
    if (why === null) enter(turn, rule, ready);
    else stop(turn, ready, why);
  }
}

/** The run with the variables that every run of its rule begins with; null: one of them could not be worked out. */
function withVariables(turn: Turn, rule: CompiledRule, run: RunState): RunState | null {
  const { program, state, moment } = turn;
  const around = { program, state, at: moment.at };
  let known = run;
  for (const value of rule.variables) {
    try {
      const found = workedOut(value, valuesFor(rule, known, around));
      known = { ...known, vars: { ...known.vars, [value.name]: found } };
    } catch (error) {
      const step: TraceStep = { path: value.path, result: "error", detail: messageOf(error), at: moment.at };
      record(turn, { ...known, steps: [...known.steps, step] }, "error");
      return null;
    }
  }
  return known;
}

function runOf(turn: Turn, { rule, trigger, cause, facts, detail }: Start): RunState {
  const { at } = turn.moment;
  const matched: TraceStep = { path: `triggers/${trigger}`, result: "matched", detail, at };
  const { id, fingerprint } = rule;
  const begun = { strands: [FIRST_STRAND], strandsMade: 1, vars: {}, requests: 0, answer: "" };
  const told = { waited: NOT_WAITED, steps: [matched] };
  return { id: freshId(turn, id), rule: id, fingerprint, cause, facts, at, ...begun, ...told };
}

/** Starts a run, or lets it wait, as the rule's `mode` says about runs of it that are under way. */
function enter(turn: Turn, rule: CompiledRule, run: RunState): void {
  const ofRule = (other: RunState): boolean => other.rule === rule.id;
  const active = turn.state.runs.filter(ofRule);
  const queued = turn.state.queued.filter(ofRule);
  const why = noRoom(rule, { active: active.length, queued: queued.length });
  if (why !== null) {
    stop(turn, run, why);
    return;
  }
  cool(turn, rule);
  if (rule.mode === "restart") for (const other of active) stop(turn, other, "began again (mode: restart)");
  if (rule.mode !== "queued" || active.length === 0) {
    advance(turn, rule, run);
    return;
  }
  turn.state = { ...turn.state, queued: [...turn.state.queued, run] };
  keepVersion(turn, rule);
  record(turn, run, "running");
}

function noRoom(
  { mode, max }: CompiledRule,
  { active, queued }: { readonly active: number; readonly queued: number },
): string | null {
  if (mode === "single" && active > 0) return "it is running already (mode: single)";
  if (mode === "parallel" && active >= max) return `${max} runs are going on already (max)`;
  return mode === "queued" && queued >= max ? `${max} runs are queued already (max)` : null;
}

/** Goes on with a run until all of it waits or it is over. */
export function advance(turn: Turn, rule: CompiledRule, from: RunState): void {
  const moved = move(rule, from, turn);
  turn.requests.push(...moved.requests);
  setTimers(turn, moved.timers, from);
  if (moved.end === null) pause(turn, rule, moved.run);
  else end(turn, moved.run, moved.end);
}

/** Keeps a run that goes on later. */
function pause(turn: Turn, rule: CompiledRule, run: RunState): void {
  turn.state = { ...turn.state, runs: [...without(turn.state.runs, run), run] };
  keepVersion(turn, rule);
  record(turn, run, "running");
}

/** A rule whose runs outlive its edits is kept with them. */
function keepVersion(turn: Turn, { source, fingerprint }: CompiledRule): void {
  const { versions } = turn.state;
  if (source.on_edit !== "finish" || versions[fingerprint] !== undefined) return;
  turn.state = { ...turn.state, versions: { ...versions, [fingerprint]: source } };
}

function dropVersion(turn: Turn, { fingerprint }: RunState): void {
  const { versions, runs, queued } = turn.state;
  if (versions[fingerprint] === undefined) return;
  if ([...runs, ...queued].some((run) => run.fingerprint === fingerprint)) return;
  const { [fingerprint]: _, ...rest } = versions;
  turn.state = { ...turn.state, versions: rest };
}

function requestOf(turn: Turn, run: RunState, action: Request["action"] | null): Request | null {
  if (action === null) return null;
  const { at, t } = turn.moment;
  const by = { kind: "rule" as const, rule: run.rule, ruleRun: run.id };
  return { id: `${run.id}/${run.requests + 1}`, action, by, cause: run.cause, at, t };
}

/** Ends a run that may not go on, and says why. */
export function stop(turn: Turn, run: RunState, why: string): void {
  const path = isUntouched(run) ? "triggers" : (run.steps.at(-1)?.path ?? "triggers");
  const step: TraceStep = { path, result: "done", detail: why, at: turn.moment.at };
  end(turn, withSteps(run, step), "stopped");
}

function end(turn: Turn, run: RunState, outcome: Outcome): void {
  const runs = without(turn.state.runs, run);
  const queued = without(turn.state.queued, run);
  // A run that never waited was in neither: nothing has to be kept anew.
  if (runs !== turn.state.runs || queued !== turn.state.queued) turn.state = { ...turn.state, runs, queued };
  record(turn, run, outcome);
  const next = turn.state.queued.find((other) => other.rule === run.rule);
  const isFree = !turn.state.runs.some((other) => other.rule === run.rule);
  const rule = next === undefined || !isFree ? null : ruleOf(turn, next);
  if (next !== undefined && rule !== null) {
    turn.state = { ...turn.state, queued: without(turn.state.queued, next) };
    advance(turn, rule, next);
  }
  dropVersion(turn, run);
}

/** Keeps the story of a run as far as it came. */
export function record(turn: Turn, run: RunState, outcome: Outcome): void {
  const { id, rule, cause, at, steps } = run;
  const blueprint = ruleOf(turn, run)?.source.origin?.blueprint;
  const of = blueprint === undefined ? { rule } : { rule, blueprint };
  turn.traces.set(id, { run: id, ...of, outcome, cause, at, steps });
}

/** `EVENT/RULE`, numbered if one event starts the same rule several times. */
function freshId(turn: Turn, rule: string): string {
  const base = `${turn.moment.id}/${rule}`;
  for (let number = 1; ; number += 1) {
    const id = number === 1 ? base : `${base}~${number}`;
    if (!turn.traces.has(id)) return id;
  }
}

function without(runs: readonly RunState[], run: RunState): readonly RunState[] {
  return runs.some(({ id }) => id === run.id) ? runs.filter(({ id }) => id !== run.id) : runs;
}
