import type { Request } from "../events/action.ts";
import type { GatehouseEvent } from "../events/catalogue.ts";
import type { Doubt } from "../events/said-by.ts";
import { adopt } from "./adopt.ts";
import { answered, takeAnswer } from "./answers.ts";
import { givenUp, takeAwaited, takeAwaitedTimer, takeLasted, type Lasted } from "./awaited.ts";
import { counted, tellTally } from "./counts.ts";
import { describeFacts } from "./describe.ts";
import { fold } from "./fold.ts";
import { cancelHolds, hold, holdMs } from "./holds.ts";
import type { LocalTime } from "./local-time.ts";
import { isEcho, runBehind, withPublished } from "./loops.ts";
import { doubtAboutSpeaker, matches } from "./match.ts";
import type { Trace, TraceStep } from "./ports.ts";
import type { Program, TriggerRef } from "./program.ts";
import { advance, refuse, start } from "./runs.ts";
import type { EngineState } from "./state.ts";
import { at, withSteps, withStrand } from "./strands.ts";
import { endSwitchedOff, isOff, refuseOff } from "./switched.ts";
import { dueTimers, takeTimer } from "./timers.ts";
import { timerFacts, triggerFacts } from "./trigger-facts.ts";
import { ruleOf, strandAt, type Loop, type Moment, type Place, type Turn } from "./turn.ts";

/** What one step yields. */
export interface StepResult {
  readonly state: EngineState;
  /** What the rules ask for, in order. */
  readonly requests: readonly Request[];
  /** Rules that were kept from going round in circles. */
  readonly loops: readonly Loop[];
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
  endSwitchedOff(turn, event);
  cancelHolds(turn, event);
  takeAnswer(turn, event);
  const world = { before, minutes, sun: program.world.sun ?? null };
  takeAwaited(turn, event, world);
  const fired = new Set<string>();
  for (const ref of program.listeners(event)) {
    // One event starts a rule once, however many of its triggers it fires.
    if (fired.has(ref.rule.id) || !matches(ref.trigger, event, { rule: ref.rule, ...world })) continue;
    fired.add(ref.rule.id);
    const doubt = isOff(turn.state, ref.rule.id) ? null : doubtAboutSpeaker(ref.rule, event);
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
  return { program, moment, state, requests: [], loops: [], traces: new Map() };
}

function resultOf(turn: Turn): StepResult {
  const { requests, loops, traces } = turn;
  const state = withPublished(turn);
  const wake = soonest(state);
  const wakeAtT = wake === Infinity ? null : wake;
  return { state, requests, loops, traces: [...traces.values()], wakeAtT };
}

/** When something is due next, ms since boot; infinite: nothing waits, as while most events come. */
function soonest({ runs, holds, timers }: EngineState): number {
  let t = Infinity;
  for (const { strands } of runs)
    for (const { wake, lasting } of strands) {
      if (wake !== null) t = Math.min(t, wake.t);
      for (const { due } of lasting) t = Math.min(t, due.t);
    }
  for (const { due } of holds) t = Math.min(t, due.t);
  // Without a list of them, which would have to be made for every event.
  for (const name in timers) t = Math.min(t, timers[name]?.due.t ?? t);
  return t;
}

function fire(turn: Turn, ref: TriggerRef, event: GatehouseEvent): void {
  const { rule, index, trigger } = ref;
  const facts = triggerFacts(turn, trigger, event);
  const ms = holdMs(trigger);
  const what = {
    cause: event.id,
    facts,
    detail: describeFacts(facts),
    behind: runBehind(event),
    echo: isEcho(turn.state, event),
  };
  const begin = { rule, trigger: index, ...what };
  if (isOff(turn.state, rule.id)) {
    refuseOff(turn, begin, event);
    return;
  }
  const tally = counted(turn, ref);
  if (tally !== null) tellTally(turn, begin, tally);
  else if (ms === null) start(turn, begin);
  else if (!hold(turn, { rule, index, ms, event, facts }))
    refuse(turn, begin, "too many are waited for already");
}

/** Nobody whom the rule wants to hear is seen there: whoever spoke is told, and the rule does not run. */
function decline(
  turn: Turn,
  { rule, index, trigger }: TriggerRef,
  { event, doubt }: { event: GatehouseEvent; doubt: Doubt },
): void {
  const facts = triggerFacts(turn, trigger, event);
  const begin = { rule, trigger: index, cause: event.id, facts, detail: describeFacts(facts) };
  refuse(turn, begin, doubt.why, { kind: "speak", text: doubt.answer });
}

/** Goes on with everything whose time has come, earliest first. */
function fireDue(turn: Turn): void {
  const { t } = turn.moment;
  if (soonest(turn.state) > t) return;
  const dueRuns = turn.state.runs.flatMap((run) =>
    run.strands.flatMap(({ id, wake }) =>
      wake !== null && wake.t <= t ? [{ t: wake.t, run: run.id, strand: id }] : [],
    ),
  );
  const dueHolds = turn.state.holds.flatMap((held) => (held.due.t <= t ? [{ t: held.due.t, held }] : []));
  turn.state = { ...turn.state, holds: turn.state.holds.filter((held) => held.due.t > t) };
  // What has lasted comes first where a timeout ends in the same moment.
  const all = [...lastedWaits(turn), ...dueRuns, ...dueHolds, ...dueTimers(turn)];
  for (const due of all.toSorted((a, b) => a.t - b.t)) {
    if ("lasted" in due) takeLasted(turn, due.lasted);
    else if ("run" in due) resume(turn, due);
    else if ("timer" in due) runOut(turn, due);
    else {
      const { rule: id, trigger, cause, facts } = due.held;
      const rule = turn.program.rules.get(id);
      if (rule !== undefined)
        start(turn, { rule, trigger, cause, facts, detail: `${describeFacts(facts)}, and stayed` });
    }
  }
}

/** What runs wait for and what has lasted long enough now. */
function lastedWaits({ state, moment }: Turn): { readonly t: number; readonly lasted: Lasted }[] {
  return state.runs.flatMap((run) =>
    run.strands.flatMap(({ id: strand, lasting }) =>
      lasting.flatMap(({ due, trigger, key }) =>
        due.t <= moment.t ? [{ t: due.t, lasted: { run: run.id, strand, trigger, key } }] : [],
      ),
    ),
  );
}

/** A timer has run out: who waits for it goes on, and what it triggers starts. */
function runOut(turn: Turn, due: { readonly t: number; readonly timer: string }): void {
  const { timer } = due;
  const taken = takeTimer(turn, due);
  if (taken === null) return;
  takeAwaitedTimer(turn, timer);
  const { cause, run: behind } = taken;
  const facts = timerFacts(timer);
  const detail = `${describeFacts(facts)}${lateness(turn.moment.t - due.t)}`;
  for (const { rule, index } of turn.program.onTimer(timer)) {
    const begin = { rule, trigger: index, cause, facts, detail, behind };
    if (isOff(turn.state, rule.id)) refuseOff(turn, begin, null);
    else start(turn, begin);
  }
}

/** Later than this and the trace says so. */
const LATE_MS = 2000;

function lateness(ms: number): string {
  return ms > LATE_MS ? `; ${Math.round(ms / 1000)} s late, Gatehouse was not running` : "";
}

function resume(turn: Turn, due: Place & { readonly t: number }): void {
  const { t, at: now } = turn.moment;
  const found = strandAt(turn, due);
  // Something earlier of the same moment may have ended the run, or have gone on with it.
  if (found?.strand.wake?.t !== due.t) return;
  const { run, strand } = found;
  const late = lateness(t - due.t);
  if (strand.awaits === "answer") {
    const why = "it took too long, or Gatehouse was not running";
    answered(turn, { run, strand }, { answer: "", why });
  } else if (strand.awaits === "event") givenUp(turn, { run, strand }, late);
  else {
    const rule = ruleOf(turn, run);
    if (rule === null) return;
    const step: TraceStep = { path: strand.path, result: "done", detail: `waited${late}`, at: now };
    advance(turn, rule, withSteps(withStrand(run, at(strand, strand.next)), step));
  }
}

/** After a longer gap the times of day in between are over. */
const MINUTES_CAUGHT_UP = 5;
/** A clock that goes back by more than this has been set; less is a clock that is being trimmed. */
const MINUTES_BACK = 60;

/** The local minutes since the last tick; each comes once, also when ticks are late or the clock is trimmed. */
function passMinutes(turn: Turn): LocalTime[] {
  const minute = Math.floor(turn.moment.at / 60_000);
  const last = turn.state.minute ?? minute - 1;
  const back = last - minute;
  if (back >= 0 && back < MINUTES_BACK) return [];
  const first = back > 0 ? minute : Math.max(last + 1, minute - MINUTES_CAUGHT_UP + 1);
  turn.state = { ...turn.state, minute };
  return Array.from({ length: minute - first + 1 }, (_, index) =>
    turn.program.localTime((first + index) * 60_000),
  );
}
