import type { Request } from "../events/action.ts";
import type { GatehouseEvent } from "../events/catalogue.ts";
import type { Trace } from "./ports.ts";
import type { CompiledAction, CompiledRule, Program } from "./program.ts";
import type { EngineState, RunState, Strand } from "./state.ts";

/** What the engine needs of an event to move runs: who, and when. */
export type Moment = Pick<GatehouseEvent, "id" | "at" | "t" | "boot" | "run">;

/** Rules that were kept from triggering each other on and on. */
export interface Loop {
  /** In the order in which they led to each other; the last one was not started any more. */
  readonly rules: readonly string[];
  readonly why: string;
}

/** One step of the engine while it is being taken; its state is replaced, never changed in place. */
export interface Turn {
  readonly program: Program;
  readonly moment: Moment;
  state: EngineState;
  readonly requests: Request[];
  /** Rules that were kept from going round in circles. */
  readonly loops: Loop[];
  /** The latest trace of each run that moved. */
  readonly traces: Map<string, Trace>;
}

/** The version of its rule that a run goes through; null: it cannot go on. */
export function ruleOf(
  { program, state }: Turn,
  run: Pick<RunState, "rule" | "fingerprint">,
): CompiledRule | null {
  const current = program.rules.get(run.rule);
  if (current === undefined || current.fingerprint === run.fingerprint) return current ?? null;
  const older = state.versions[run.fingerprint];
  return older === undefined || current.source.on_edit !== "finish"
    ? null
    : program.revive(older, run.fingerprint);
}

/** Where a run waits: the ids of the run, and of its strand. */
export interface Place {
  readonly run: string;
  readonly strand: number;
}

/** A strand of a run. */
export interface StrandOf {
  readonly run: RunState;
  readonly strand: Strand;
}

/** The run and the strand of this place as they are now; null: the run is over, or the strand is. */
export function strandAt({ state }: Turn, place: Place): StrandOf | null {
  for (const run of state.runs.filter(({ id }) => id === place.run))
    for (const strand of run.strands) if (strand.id === place.strand) return { run, strand };
  return null;
}

/** An action of this kind. */
export type ActionOfKind<Kind extends CompiledAction["kind"]> = Extract<CompiledAction, { kind: Kind }>;

/** The action that a strand is at, with its rule; null: it is at none of this kind, or its rule cannot go on. */
export function actionAt<Kind extends CompiledAction["kind"]>(
  turn: Turn,
  { run, strand }: StrandOf,
  kind: Kind,
): { readonly rule: CompiledRule; readonly action: ActionOfKind<Kind> } | null {
  const rule = ruleOf(turn, run);
  if (rule === null) return null;
  const action = rule.actions[strand.next];
  return isOfKind(action, kind) ? { rule, action } : null;
}

function isOfKind<Kind extends CompiledAction["kind"]>(
  action: CompiledAction | undefined,
  kind: Kind,
): action is ActionOfKind<Kind> {
  // Stryker disable next-line all: who waits for an answer or an event is at such an action; this tells the compiler so.
  return action?.kind === kind;
}
