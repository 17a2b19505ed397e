import { record, stop } from "./runs.ts";
import type { Deadline, RunState, Strand } from "./state.ts";
import { withSteps } from "./strands.ts";
import { ruleOf, type Turn } from "./turn.ts";

/**
 * Takes a state over into this boot, this start of the brain and this program.
 * After a restart in the same boot, waits continue by `t`. After a reboot they continue by wall clock if that is not
 * behind what the state has seen, else they are missed. Presence is forgotten: the cameras start anew.
 * Runs of rules that have changed end, unless the rule says that they finish; those of rules that are gone end.
 */
export function adopt(turn: Turn): void {
  const { moment } = turn;
  let isNew = false;
  if (turn.state.brain !== moment.run) {
    const holds = turn.state.holds.filter((held) => !held.key.includes("/"));
    turn.state = { ...turn.state, brain: moment.run, tracks: {}, holds };
    changeStrands(turn, (strand) => {
      const lasting = strand.lasting.filter(({ key }) => !key.includes("/"));
      return lasting.length === strand.lasting.length ? strand : { ...strand, lasting };
    });
    isNew = true;
  }
  if (turn.state.boot !== moment.boot) reboot(turn);
  if (isNew) {
    giveUpQuestions(turn);
    tellMissed(turn);
  }
  dropChanged(turn);
  if (moment.at > turn.state.at) turn.state = { ...turn.state, at: moment.at };
}

function reboot(turn: Turn): void {
  const { moment } = turn;
  const isTrusted = moment.at >= turn.state.at;
  const moved = (due: Deadline): Deadline => ({
    t: moment.t + due.at - moment.at,
    at: due.at,
    boot: moment.boot,
  });
  // What counts within a while counts by the time since boot.
  turn.state = { ...turn.state, boot: moment.boot, starts: [], published: [], counts: [], loopsTold: [] };
  if (!isTrusted) turn.state = { ...turn.state, holds: [], timers: {}, cooling: {} };
  const { holds, timers, cooling } = turn.state;
  turn.state = {
    ...turn.state,
    holds: holds.map((held) => ({ ...held, due: moved(held.due) })),
    timers: mapped(timers, (timer) => ({ ...timer, due: moved(timer.due) })),
    cooling: mapped(cooling, moved),
  };
  for (const run of turn.state.runs) {
    if (!isTrusted)
      stop(
        turn,
        run,
        "missed: after the reboot the clock is behind the journal, so nobody knows how long it was",
      );
  }
  changeStrands(turn, (strand) => ({
    ...strand,
    wake: strand.wake === null ? null : moved(strand.wake),
    lasting: strand.lasting.map((one) => ({ ...one, due: moved(one.due) })),
    seen: [],
  }));
}

function mapped<Value>(
  record: Readonly<Record<string, Value>>,
  change: (value: Value) => Value,
): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}

/** Whoever was asked before the restart is not listened to any more: nobody has answered. */
function giveUpQuestions(turn: Turn): void {
  const { t, at, boot } = turn.moment;
  const now: Deadline = { t, at, boot };
  changeStrands(turn, (strand) => (strand.awaits === "answer" ? { ...strand, wake: now } : strand));
}

function changeStrands(turn: Turn, change: (strand: Strand) => Strand): void {
  const runs = turn.state.runs.map((run) => ({ ...run, strands: run.strands.map(change) }));
  turn.state = { ...turn.state, runs };
}

/** Who waits for something to happen goes on waiting, but what happened meanwhile nobody has seen. */
function tellMissed(turn: Turn): void {
  const detail = "Gatehouse was started anew: what happened meanwhile was not seen";
  const { at } = turn.moment;
  const runs = turn.state.runs.map((run) => {
    const waiting = run.strands.filter(({ awaits }) => awaits === "event");
    if (waiting.length === 0) return run;
    const told = withSteps(
      run,
      ...waiting.map(({ path }) => ({ path, result: "waiting" as const, detail, at })),
    );
    record(turn, told, "running");
    return told;
  });
  turn.state = { ...turn.state, runs };
}

function dropChanged(turn: Turn): void {
  const { program, state } = turn;
  const isCurrent = (held: { rule: string; fingerprint: string }): boolean =>
    program.rules.get(held.rule)?.fingerprint === held.fingerprint;
  if (state.holds.some((held) => !isCurrent(held))) {
    turn.state = { ...turn.state, holds: state.holds.filter(isCurrent) };
  }
  // Queued runs first: otherwise the end of a run would start the next of its rule.
  for (const run of [...state.queued, ...state.runs]) {
    if (ruleOf(turn, run) === null) stop(turn, run, whyDropped(turn, run));
  }
}

function whyDropped({ program, state }: Turn, run: RunState): string {
  const rule = program.rules.get(run.rule);
  if (rule === undefined) return "the rule is gone or switched off";
  const isKept = state.versions[run.fingerprint] !== undefined && rule.source.on_edit === "finish";
  return isKept
    ? "the rule was changed meanwhile, and what it was before does not fit the configuration any more"
    : "the rule was changed meanwhile";
}
