import type { Moved } from "./mover.ts";
import type { EngineState, RunState } from "./state.ts";
import type { Turn } from "./turn.ts";

/** Starts and cancels timers; one that runs already begins anew. */
export function setTimers(
  turn: Turn,
  changes: Moved["timers"],
  { id: run, cause }: Pick<RunState, "id" | "cause">,
): void {
  const names = Object.keys(changes);
  if (names.length === 0) return;
  const kept = Object.entries(turn.state.timers).filter(([name]) => !names.includes(name));
  const begun = Object.entries(changes).flatMap(([name, due]) =>
    due === null ? [] : [[name, { due, cause, run }] as const],
  );
  turn.state = { ...turn.state, timers: Object.fromEntries([...kept, ...begun]) };
}

/** The timers whose time has come, with their times. */
export function dueTimers({ state, moment }: Turn): { readonly t: number; readonly timer: string }[] {
  return Object.entries(state.timers).flatMap(([timer, { due }]) =>
    due.t <= moment.t ? [{ t: due.t, timer }] : [],
  );
}

/** Takes a timer out that is due; null: it was cancelled or began anew before its turn came. */
export function takeTimer(
  turn: Turn,
  { timer, t }: { readonly timer: string; readonly t: number },
): EngineState["timers"][string] | null {
  const { [timer]: found, ...others } = turn.state.timers;
  if (found?.due.t !== t) return null;
  turn.state = { ...turn.state, timers: others };
  return found;
}
