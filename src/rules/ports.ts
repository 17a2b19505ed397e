import type { Json } from "./language.ts";

/** What happened at one place of a rule while it ran. */
export interface TraceStep {
  /** Path within the rule's YAML: `triggers/0`, `conditions/1`, `actions/0`. */
  readonly path: string;
  readonly result: "matched" | "true" | "false" | "requested" | "waiting" | "done" | "error";
  /** For people: the expression with its values, the request's id, the error. */
  readonly detail: string;
  /** What an expression was judged by, by the names in it: `{"mode": "home"}`. */
  readonly values?: Readonly<Record<string, Json>> | undefined;
  readonly at: number;
}

/** How a run of a rule ended (or that it has not yet). `not-triggered`: what a trigger waits for was there, but not long enough. */
export const OUTCOMES = [
  "running",
  "finished",
  "condition-false",
  "stopped",
  "error",
  "not-triggered",
] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** The story of one run of one rule. */
export interface Trace {
  /** Id of the run. */
  readonly run: string;
  readonly rule: string;
  /** The blueprint that the rule was made from, in which the places of the steps are then. */
  readonly blueprint?: string | undefined;
  readonly outcome: Outcome;
  /** The event that triggered it, by id. */
  readonly cause: string;
  readonly at: number;
  readonly steps: readonly TraceStep[];
}

/** Keeps what rules need across restarts, and their traces. */
export interface RuleStore {
  /** The engine's durable state as JSON; replaces the previous one. */
  saveState(json: string): Promise<void>;
  loadState(): Promise<string | null>;
  /** Inserts or replaces the trace of a run; per rule and outcome only the latest 20 are kept. */
  saveTrace(trace: Trace): Promise<void>;
  /** The trace of a run, or null. */
  trace(run: string): Promise<Trace | null>;
  /** The traces of a rule that are still kept, latest first. */
  traces(rule: string): Promise<readonly Trace[]>;
}
