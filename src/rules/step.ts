import type { Request } from "../events/action.ts";
import type { GatehouseEvent } from "../events/catalogue.ts";
import type { Doubt } from "../events/said-by.ts";
import { adopt } from "./adopt.ts";
import { answered, takeAnswer } from "./answers.ts";
import { describeFacts } from "./describe.ts";
import { fold } from "./fold.ts";
import { cancelHolds, hold, holdMs } from "./holds.ts";
import type { LocalTime } from "./local-time.ts";
import { doubtAboutSpeaker, matches } from "./match.ts";
import type { Trace, TraceStep } from "./ports.ts";
import type { Program, TriggerRef } from "./program.ts";
import { advance, refuse, start, type Moment, type Turn } from "./runs.ts";
import type { EngineState, RunState } from "./state.ts";
import { factsOf } from "./variables.ts";

/** What one step yields. */
export interface StepResult {
  readonly state: EngineState;
  /** What the rules ask for, in order. */
  readonly requests: readonly Request[];
  /** The traces of the runs that moved, in order. */
  readonly traces: readonly Trace[];
  /** When to send a `timer.fired` event at the latest, ms since boot; null if nothing waits. */
  readonly wakeAtT: number | null;
}

/**
 * Takes one event in: first what is due by its time, then the event itself. Pure: the same program, state and event give
 * the same result, on any machine. Waits are over when any event's `t` says so; `timer.fired` is only the event that
 * comes when no other does.
 */
export function step(program: Program, state: EngineState, event: GatehouseEvent): StepResult {
  const turn = turnOf(program, state, event);
  adopt(turn);
  fireDue(turn);
  const before = turn.state;
  const minutes = event.name === "clock.ticked" ? passMinutes(turn) : [];
  turn.state = fold(turn.state, event);
  cancelHolds(turn, event);
  takeAnswer(turn, event);
  const fired = new Set<string>();
  for (const ref of program.listeners(event)) {
    // One event starts a rule once, however many of its triggers it fires.
    if (fired.has(ref.rule.id) || !matches(ref.trigger, event, { rule: ref.rule, before, minutes })) continue;
    fired.add(ref.rule.id);
    const doubt = doubtAboutSpeaker(ref.rule, event);
    if (doubt === null) fire(turn, ref, event);
    else decline(turn, ref, { event, doubt });
  }
  return resultOf(turn);
}

/**
 * Takes a stored state over after a restart or a reload, and does what is overdue.
 *
 * @param now id: of the event or start that stands for it (request ids derive from it)
 */
export function restore(program: Program, state: EngineState, now: Moment): StepResult {
  const turn = turnOf(program, state, now);
  adopt(turn);
  fireDue(turn);
  return resultOf(turn);
}

function turnOf(program: Program, state: EngineState, moment: Moment): Turn {
  return { program, moment, state, requests: [], traces: new Map() };
}

function resultOf({ state, requests, traces }: Turn): StepResult {
  const deadlines = [
    ...state.runs.flatMap((run) => run.wake?.t ?? []),
    ...state.holds.map((held) => held.due.t),
  ];
  const wakeAtT = deadlines.length === 0 ? null : Math.min(...deadlines);
  return { state, requests, traces: [...traces.values()], wakeAtT };
}

function fire(turn: Turn, { rule, index, trigger }: TriggerRef, event: GatehouseEvent): void {
  const facts = { ...factsOf(event), kind: trigger.trigger, ...timeFacts(turn, trigger) };
  const ms = holdMs(trigger);
  const begin = { rule, trigger: index, cause: event.id, facts, detail: describeFacts(facts) };
  if (ms === null) start(turn, begin);
  else if (!hold(turn, { rule, index, ms, event, facts }))
    refuse(turn, begin, "too many are waited for already");
}

/** Nobody whom the rule wants to hear is seen there: whoever spoke is told, and the rule does not run. */
function decline(
  turn: Turn,
  { rule, index, trigger }: TriggerRef,
  { event, doubt }: { event: GatehouseEvent; doubt: Doubt },
): void {
  const facts = { ...factsOf(event), kind: trigger.trigger };
  const begin = { rule, trigger: index, cause: event.id, facts, detail: describeFacts(facts) };
  refuse(turn, begin, doubt.why, { kind: "speak", text: doubt.answer });
}

function timeFacts(turn: Turn, trigger: TriggerRef["trigger"]): Record<string, string> {
  if (trigger.trigger !== "time") return {};
  return { at: trigger.at, weekday: turn.program.localTime(turn.moment.at).weekday };
}

/** Goes on with everything whose time has come, earliest first. */
function fireDue(turn: Turn): void {
  const { t } = turn.moment;
  const dueRuns = turn.state.runs.flatMap((run) =>
    run.wake !== null && run.wake.t <= t ? [{ t: run.wake.t, run }] : [],
  );
  const dueHolds = turn.state.holds.flatMap((held) => (held.due.t <= t ? [{ t: held.due.t, held }] : []));
  if (dueHolds.length > 0) {
    turn.state = { ...turn.state, holds: turn.state.holds.filter((held) => held.due.t > t) };
  }
  for (const due of [...dueRuns, ...dueHolds].toSorted((a, b) => a.t - b.t)) {
    if ("run" in due) resume(turn, due.run);
    else {
      const { rule: id, trigger, cause, facts } = due.held;
      const rule = turn.program.rules.get(id);
      if (rule !== undefined)
        start(turn, { rule, trigger, cause, facts, detail: `${describeFacts(facts)}, and stayed` });
    }
  }
}

/** Later than this and the trace says so. */
const LATE_MS = 2000;

function resume(turn: Turn, run: RunState): void {
  const rule = turn.program.rules.get(run.rule);
  // An earlier run of the same moment may have ended this one.
  if (rule === undefined || !turn.state.runs.some((other) => other.id === run.id)) return;
  const { moment } = turn;
  if (run.asking !== null) {
    answered(turn, run, { answer: "", why: "it took too long, or Gatehouse was not running" });
    return;
  }
  const lateMs = moment.t - (run.wake?.t ?? moment.t);
  const detail =
    lateMs > LATE_MS ? `waited; ${Math.round(lateMs / 1000)} s late, Gatehouse was not running` : "waited";
  const path = run.steps.at(-1)?.path ?? "actions";
  const waited: TraceStep = { path, result: "done", detail, at: moment.at };
  advance(turn, rule, { ...run, steps: [...run.steps, waited] });
}

/** After a longer gap the times of day in between are over. */
const MINUTES_CAUGHT_UP = 5;
/** A clock that goes back by more than this has been set; less is a clock that is being trimmed. */
const MINUTES_BACK = 60;

/** The local minutes since the last tick; each comes once, also when ticks are late or the clock is trimmed. */
function passMinutes(turn: Turn): LocalTime[] {
  const minute = Math.floor(turn.moment.at / 60_000);
  const last = turn.state.minute;
  if (last !== null && minute <= last && last - minute < MINUTES_BACK) return [];
  const isSet = last === null || minute < last;
  const first = isSet ? minute : Math.max(last + 1, minute - MINUTES_CAUGHT_UP + 1);
  turn.state = { ...turn.state, minute };
  return Array.from({ length: minute - first + 1 }, (_, index) =>
    turn.program.localTime((first + index) * 60_000),
  );
}
