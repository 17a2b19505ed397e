import type { RunState, Strand } from "./state.ts";

/** Where a run begins. */
export const FIRST_STRAND: Strand = {
  id: 0,
  of: null,
  next: 0,
  path: "actions",
  awaits: null,
  request: null,
  wake: null,
  rounds: [],
  lasting: [],
  seen: [],
};

/** The run with one of its strands replaced. */
export function withStrand(run: RunState, strand: Strand): RunState {
  return { ...run, strands: run.strands.map((one) => (one.id === strand.id ? strand : one)) };
}

/** A strand that goes on at once, at another action. */
export function at(strand: Strand, next: number): Strand {
  return { ...strand, next, awaits: null, request: null, wake: null, lasting: [], seen: [] };
}

/** A run that has not begun: one that has, and is not over, waits for something. */
export function isUntouched({ strands }: RunState): boolean {
  return strands.every(({ awaits }) => awaits === null);
}

/** Begins branches beside each other; the strand waits for them, then goes on at `next`. */
export function split(
  run: RunState,
  strand: Strand,
  { branches, next }: { branches: readonly number[]; next: number },
): RunState {
  const begun = branches.map((first, index): Strand => {
    return { ...at(strand, first), id: run.strandsMade + index, of: strand.id };
  });
  const waiting: Strand = { ...strand, next, awaits: "strands" };
  const strands = run.strands.flatMap((one) => (one.id === strand.id ? [...begun, waiting] : [one]));
  return { ...run, strands, strandsMade: run.strandsMade + begun.length };
}

/** Ends a strand; the one that waits for it goes on when it was the last. */
export function joined(run: RunState, { id, of }: Strand): RunState {
  const strands = run.strands.filter((one) => one.id !== id);
  const isLast = !strands.some((one) => one.of === of);
  return {
    ...run,
    strands: strands.map((one) => (one.id === of && isLast ? at(one, one.next) : one)),
  };
}

/** Steps that a run's trace keeps; of a longer one the middle is left out. */
const STEPS_MAX = 200;

/** The run with more of its story told. */
export function withSteps(run: RunState, ...steps: RunState["steps"]): RunState {
  const all = [...run.steps, ...steps];
  if (all.length <= STEPS_MAX) return { ...run, steps: all };
  const half = STEPS_MAX / 2;
  return { ...run, steps: [...all.slice(0, half), ...all.slice(all.length - half)] };
}
