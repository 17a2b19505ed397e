import type { Request } from "../events/action.ts";
import type { GatehouseEvent } from "../events/catalogue.ts";
import { messageOf } from "../runtime/errors.ts";
import { renderAction } from "./actions.ts";
import { judge, valuesFor } from "./conditions.ts";
import type { Outcome, Trace, TraceStep } from "./ports.ts";
import type { CompiledRule, Program } from "./program.ts";
import type { EngineState, RunState } from "./state.ts";
import type { TriggerFacts } from "./variables.ts";

/** A rule may not start more often than this … */
const STARTS_MAX = 20;
/** … within this time: a rule that triggers itself stops here. */
const STARTS_WINDOW_MS = 10_000;

/** What the engine needs of an event to move runs: who, and when. */
export type Moment = Pick<GatehouseEvent, "id" | "at" | "t" | "boot" | "run">;

/** One step of the engine while it is being taken; its state is replaced, never changed in place. */
export interface Turn {
  readonly program: Program;
  readonly moment: Moment;
  state: EngineState;
  readonly requests: Request[];
  /** The latest trace of each run that moved. */
  readonly traces: Map<string, Trace>;
}

/** What starts a run. */
export interface Start {
  readonly rule: CompiledRule;
  readonly trigger: number;
  readonly cause: string;
  readonly facts: TriggerFacts;
  readonly detail: string;
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
  const { moment, program } = turn;
  const { rule, facts } = begin;
  const run = runOf(turn, begin);
  const values = rule.hasExpressions ? valuesFor(program, turn.state, { rule, facts, at: moment.at }) : {};
  const judged = judge(rule, { program, state: turn.state, at: moment.at, values });
  const ready = { ...run, steps: [...run.steps, ...judged.steps] };
  if (judged.outcome === "false") {
    record(turn, ready, "condition-false");
    return;
  }
  if (judged.outcome === "error") {
    record(turn, ready, "error");
    return;
  }
  if (!mayStart(turn, rule.id)) {
    stop(
      turn,
      ready,
      `started ${STARTS_MAX} times within ${STARTS_WINDOW_MS / 1000} s: it seems to trigger itself`,
    );
    return;
  }
  enter(turn, rule, ready);
}

function runOf(turn: Turn, { rule, trigger, cause, facts, detail }: Start): RunState {
  const { at } = turn.moment;
  const matched: TraceStep = { path: `triggers/${trigger}`, result: "matched", detail, at };
  const { id, fingerprint } = rule;
  const fresh = { next: 0, requests: 0, asking: null, answer: "", wake: null, steps: [matched] };
  return { id: freshId(turn, id), rule: id, fingerprint, cause, facts, at, ...fresh };
}

/** Does what the rule's `mode` says about runs of it that still wait. */
function enter(turn: Turn, rule: CompiledRule, run: RunState): void {
  const active = turn.state.runs.filter((other) => other.rule === rule.id);
  if (active.length === 0) {
    advance(turn, rule, run);
    return;
  }
  switch (rule.mode) {
    case "single": {
      stop(turn, run, "it is running already (mode: single)");
      return;
    }
    case "restart":
      for (const other of active) stop(turn, other, "began again (mode: restart)");
      {
        advance(turn, rule, run);
        return;
      }
    case "parallel":
      if (active.length >= rule.max) {
        stop(turn, run, `${rule.max} runs are going on already (max)`);
        return;
      }
      {
        advance(turn, rule, run);
        return;
      }
    case "queued": {
      const waiting = turn.state.queued.filter((other) => other.rule === rule.id);
      if (waiting.length >= rule.max) {
        stop(turn, run, `${rule.max} runs are queued already (max)`);
        return;
      }
      turn.state = { ...turn.state, queued: [...turn.state.queued, run] };
      record(turn, run, "running");
      return;
    }
  }
}

/** Goes on with a run until its next wait or its end. */
export function advance(turn: Turn, rule: CompiledRule, from: RunState): void {
  const { moment, program } = turn;
  let run: RunState = { ...from, wake: null };
  while (run.next < rule.actions.length) {
    const action = rule.actions[run.next];
    if (action === undefined) break;
    const { path } = action;
    const step = (result: TraceStep["result"], detail: string): TraceStep => ({
      path,
      result,
      detail,
      at: moment.at,
    });
    if (action.source.action === "wait") {
      const ms = action.source.for;
      const wake = { t: moment.t + ms, at: moment.at + ms, boot: moment.boot };
      run = {
        ...run,
        next: action.next,
        wake,
        steps: [...run.steps, step("waiting", `waits ${ms / 1000} s`)],
      };
      pause(turn, run);
      return;
    }
    try {
      const { facts, answer } = run;
      const values = action.hasTexts
        ? valuesFor(program, turn.state, { rule, facts, answer, at: moment.at })
        : {};
      const request = requestOf(turn, run, renderAction(action, values, program.world));
      if (request !== null) turn.requests.push(request);
      const done = request === null ? step("done", "") : step("requested", request.id);
      run = { ...run, requests: run.requests + 1, steps: [...run.steps, done] };
      if (request?.action.kind === "ask") {
        pause(turn, waitingFor(run, request, moment));
        return;
      }
      run = { ...run, next: action.next };
    } catch (error) {
      run = { ...run, steps: [...run.steps, step("error", messageOf(error))] };
      end(turn, run, "error");
      return;
    }
  }
  end(turn, run, "finished");
}

/** A question is spoken first, and others may be spoken before it; later than this nobody will answer it. */
const ASKED_LONGEST_MS = 60_000;

function waitingFor(run: RunState, { id, action }: Request, { t, at, boot }: Moment): RunState {
  const ms = (action.kind === "ask" ? action.timeoutMs : 0) + ASKED_LONGEST_MS;
  return { ...run, asking: { request: id, action: run.next }, wake: { t: t + ms, at: at + ms, boot } };
}

/** Keeps a run that goes on later. */
function pause(turn: Turn, run: RunState): void {
  turn.state = { ...turn.state, runs: [...without(turn.state.runs, run), run] };
  record(turn, run, "running");
}

function requestOf(turn: Turn, run: RunState, action: Request["action"] | null): Request | null {
  if (action === null) return null;
  const { at, t } = turn.moment;
  const by = { kind: "rule" as const, rule: run.rule, ruleRun: run.id };
  return { id: `${run.id}/${run.requests + 1}`, action, by, cause: run.cause, at, t };
}

/** Ends a run that may not go on, and says why. */
export function stop(turn: Turn, run: RunState, why: string): void {
  const path = run.requests === 0 && run.next === 0 ? "triggers" : (run.steps.at(-1)?.path ?? "triggers");
  const step: TraceStep = { path, result: "done", detail: why, at: turn.moment.at };
  end(turn, { ...run, steps: [...run.steps, step] }, "stopped");
}

function end(turn: Turn, run: RunState, outcome: Outcome): void {
  const runs = without(turn.state.runs, run);
  const queued = without(turn.state.queued, run);
  // A run that never waited was in neither: nothing has to be kept anew.
  if (runs !== turn.state.runs || queued !== turn.state.queued) turn.state = { ...turn.state, runs, queued };
  record(turn, run, outcome);
  const rule = turn.program.rules.get(run.rule);
  const next = turn.state.queued.find((other) => other.rule === run.rule);
  const free = !turn.state.runs.some((other) => other.rule === run.rule);
  if (rule === undefined || next === undefined || !free || next.fingerprint !== rule.fingerprint) return;
  turn.state = { ...turn.state, queued: without(turn.state.queued, next) };
  advance(turn, rule, next);
}

function record(turn: Turn, run: RunState, outcome: Outcome): void {
  const { id, rule, cause, at, steps } = run;
  turn.traces.set(id, { run: id, rule, outcome, cause, at, steps });
}

function mayStart(turn: Turn, rule: string): boolean {
  const { t } = turn.moment;
  const recent = turn.state.starts.filter((start) => Math.abs(t - start.t) < STARTS_WINDOW_MS);
  let own = 0;
  for (const start of recent) if (start.rule === rule) own += 1;
  if (own >= STARTS_MAX) return false;
  recent.push({ rule, t });
  turn.state = { ...turn.state, starts: recent };
  return true;
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
