import type { CompiledRule } from "./program.ts";
import type { Turn } from "./turn.ts";

/** Why a rule with `cooldown` may not start yet; null: it may. */
export function coolingFor({ state, moment }: Turn, { id, source }: CompiledRule): string | null {
  const until = state.cooling[id];
  if (source.cooldown === undefined || until === undefined || until.t <= moment.t) return null;
  // A cooldown that was made shorter meanwhile counts as it is now.
  const leftMs = Math.min(until.t - moment.t, source.cooldown);
  return `cools down for another ${Math.ceil(leftMs / 1000)} s`;
}

/** Begins a rule's cooldown; those that are over are forgotten. */
export function cool(turn: Turn, { id, source }: CompiledRule): void {
  if (source.cooldown === undefined) return;
  const { at, t, boot } = turn.moment;
  const cooling = Object.entries(turn.state.cooling).filter(([, until]) => until.t > t);
  const until = { t: t + source.cooldown, at: at + source.cooldown, boot };
  turn.state = { ...turn.state, cooling: Object.fromEntries([...cooling, [id, until]]) };
}
