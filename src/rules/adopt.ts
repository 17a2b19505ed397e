import { stop, type Turn } from "./runs.ts";
import type { Deadline, RunState } from "./state.ts";

/**
 * Takes a state over into this boot, this start of the brain and this program.
 * After a restart in the same boot, waits continue by `t`. After a reboot they continue by wall clock if that is not
 * behind what the state has seen, else they are missed. Presence is forgotten: the cameras start anew.
 * Runs of rules that have changed or gone end.
 */
export function adopt(turn: Turn): void {
  const { moment } = turn;
  let isNew = false;
  if (turn.state.brain !== moment.run) {
    const holds = turn.state.holds.filter((held) => !held.key.includes("/"));
    turn.state = { ...turn.state, brain: moment.run, tracks: {}, holds };
    isNew = true;
  }
  if (turn.state.boot !== moment.boot) reboot(turn);
  if (isNew) giveUpQuestions(turn);
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
  turn.state = { ...turn.state, boot: moment.boot, starts: [], holds: isTrusted ? turn.state.holds : [] };
  turn.state = { ...turn.state, holds: turn.state.holds.map((held) => ({ ...held, due: moved(held.due) })) };
  for (const run of turn.state.runs) {
    if (!isTrusted)
      stop(
        turn,
        run,
        "missed: after the reboot the clock is behind the journal, so nobody knows how long it was",
      );
  }
  const runs = turn.state.runs.map((run) => (run.wake === null ? run : { ...run, wake: moved(run.wake) }));
  turn.state = { ...turn.state, runs };
}

/** Whoever was asked before the restart is not listened to any more: nobody has answered. */
function giveUpQuestions(turn: Turn): void {
  const { t, at, boot } = turn.moment;
  const now: Deadline = { t, at, boot };
  const runs = turn.state.runs.map((run) => (run.asking === null ? run : { ...run, wake: now }));
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
    if (!isCurrent(run)) stop(turn, run, whyDropped(turn, run));
  }
}

function whyDropped(turn: Turn, run: RunState): string {
  return turn.program.rules.has(run.rule)
    ? "the rule was changed meanwhile"
    : "the rule is gone or switched off";
}
