import type { GatehouseConfig } from "../../config/schema/gatehouse.ts";
import { guardedModes } from "./guard-policies.ts";

/** The mode in which the house begins, and what there is to say of it: null if it is as everybody expects. */
export interface InitialMode {
  readonly mode: string;
  readonly news: { readonly from: string; readonly why: string } | null;
}

/**
 * The mode of the last start, or the first of the configuration if there was none. Where nobody knows which it was, the
 * house is in a mode that takes evidence to leave: a damaged file or a changed name disarms nothing.
 *
 * @param known `last`: what the journal says; of a damaged one that is what could be read of it, and not to be relied on
 */
export function initialMode(
  modes: GatehouseConfig["modes"],
  known: { readonly last: string | null; readonly damaged: boolean },
): InitialMode {
  const first = Object.keys(modes)[0] ?? "home";
  const { last, damaged } = known;
  const guarded = guardedModes(modes);
  const isKnown = last !== null && Object.hasOwn(modes, last);
  // A later change may be among what is lost: only a mode that takes evidence to leave is safe to believe in.
  if (isKnown && (!damaged || guarded.length === 0 || guarded.includes(last)))
    return { mode: last, news: null };
  if (last === null && !damaged) return { mode: first, news: null };
  const mode = guarded[0] ?? first;
  const from = last ?? first;
  if (from === mode) return { mode, news: null };
  const why = damaged
    ? "The journal was damaged, so nobody knows which mode the house was in; this one takes evidence to leave."
    : `The configuration has no mode ${String(last)} any more, in which the house was.`;
  return { mode, news: { from, why } };
}
