import type { Action, Request, Requester } from "../events/action.ts";
import type { EventOf, GatehouseEvent } from "../events/catalogue.ts";
import { obeyed } from "./obeyed.ts";
import type { Program } from "./program.ts";
import { Simulation, type Happening } from "./simulation.ts";
import type { EngineState } from "./state.ts";

/** A stretch of the journal, to be lived through again. */
export interface History {
  /** In the journal's order, from some time before `fromAt` on, so that waits that had begun are known. */
  readonly events: readonly GatehouseEvent[];
  /** How the house stood before the first of them. */
  readonly begin: EngineState;
  /** Requests count from then on, wall clock. */
  readonly fromAt: number;
  readonly guardedModes: readonly string[];
}

/** A request in short, as it was or as it would be. */
export interface ReplayedRequest {
  readonly id: string;
  readonly rule: string;
  readonly action: Action;
  readonly at: number;
}

/** A request that is not as it was. */
export type Difference =
  | { readonly kind: "added"; readonly now: ReplayedRequest }
  | { readonly kind: "gone"; readonly was: ReplayedRequest }
  | { readonly kind: "moved"; readonly was: ReplayedRequest; readonly now: ReplayedRequest }
  /** The same run asks for something else in its place. */
  | { readonly kind: "changed"; readonly was: ReplayedRequest; readonly now: ReplayedRequest };

/** What came of a replay. */
export interface Replay {
  /** In the order of time. */
  readonly differences: readonly Difference[];
  /** Requests that are as they were. */
  readonly same: number;
  /** Events that were left out, because what led to them does not happen any more. */
  readonly leftOut: number;
}

/** The journal has the timers that really fired; they may have come so late. */
const PATIENCE_MS = 250;
/** Requests that far apart are still at the same time. */
const SAME_MS = 1000;
/** Farther apart it is another request. */
const MOVED_MAX_MS = 600_000;

/**
 * Sends a stretch of the journal through rules, and tells what they would have asked for differently. What followed from
 * requests that are not made any more is left out; modes that are newly asked for are taken, unless the guard would have to
 * be asked. Pure: there is no device in reach.
 */
export function replay(program: Program, history: History): Replay {
  const original = madeByRules(history.events);
  const world = new Simulation(program, history.begin, { patienceMs: PATIENCE_MS });
  const now: Request[] = [];
  const known = new Set<string>();
  let leftOut = 0;
  const live = (happened: readonly Happening[]): void => {
    for (const { event, requests } of happened) {
      for (const request of requests) {
        now.push(request);
        known.add(request.id).add(modeKey(request));
        const before = original.get(request.id);
        // What followed from the same request is in the journal.
        if (before !== undefined && keyOf(inShort(before)) === keyOf(shortOf(request))) continue;
        const { boot, run } = event;
        const followed = obeyed(request, {
          mode: world.state.mode,
          guardedModes: history.guardedModes,
          boot,
          run,
        });
        if (followed !== null) live(world.take(followed));
      }
    }
  };
  for (const event of history.events) {
    const cause = causeOf(event, original);
    if (cause !== null && !known.has(cause)) leftOut += 1;
    else live(world.take(event));
  }
  const counts = (request: ReplayedRequest): boolean => request.at >= history.fromAt;
  const was = [...original.values()].map(inShort).filter(counts);
  const would = now.map((request) => shortOf(request)).filter(counts);
  return { ...compared(was, would), leftOut };
}

type Made = EventOf<"request.made">;

function madeByRules(events: readonly GatehouseEvent[]): ReadonlyMap<string, Made> {
  const made = new Map<string, Made>();
  for (const event of events)
    if (event.name === "request.made" && event.by.kind === "rule") made.set(event.request, event);
  return made;
}

/** Which request of a rule an event followed from; null: from none. */
function causeOf(event: GatehouseEvent, original: ReadonlyMap<string, Made>): string | null {
  if (event.name === "mode.changed")
    return event.by.kind === "rule" ? `${event.by.ruleRun} ${event.to}` : null;
  const by = "request" in event ? event.request : "by" in event ? event.by : null;
  return typeof by === "string" && original.has(by) ? by : null;
}

/** A change of mode names the run that asked, not the request. */
function modeKey({ id, action, by }: Request): string {
  return action.kind === "mode" && by.kind === "rule" ? `${by.ruleRun} ${action.mode}` : id;
}

function inShort({ request, by, detail, at }: Made): ReplayedRequest {
  return { id: request, rule: ruleOf(by), action: detail, at };
}

function shortOf({ id, by, action, at }: Request): ReplayedRequest {
  return { id, rule: ruleOf(by), action, at };
}

function ruleOf(by: Requester): string {
  return by.kind === "rule" ? by.rule : "";
}

function compared(
  was: readonly ReplayedRequest[],
  would: readonly ReplayedRequest[],
): Pick<Replay, "differences" | "same"> {
  const differences: Difference[] = [];
  let same = 0;
  const byId = new Map(would.map((request) => [request.id, request]));
  const rest: ReplayedRequest[] = [];
  const pair = (before: ReplayedRequest, now: ReplayedRequest): void => {
    if (keyOf(before) !== keyOf(now)) differences.push({ kind: "changed", was: before, now });
    else if (Math.abs(before.at - now.at) > SAME_MS) differences.push({ kind: "moved", was: before, now });
    else same += 1;
  };
  for (const before of was) {
    const now = byId.get(before.id);
    if (now === undefined) rest.push(before);
    else pair(before, now);
    byId.delete(before.id);
  }
  // Runs that begin with a wait have other ids when the wait ends by another timer.
  const free = new Map<string, ReplayedRequest[]>();
  for (const now of byId.values()) free.set(keyOf(now), [...(free.get(keyOf(now)) ?? []), now]);
  for (const before of rest) {
    const near = takeNearest(free.get(keyOf(before)) ?? [], before.at);
    if (near === null) differences.push({ kind: "gone", was: before });
    else pair(before, near);
  }
  for (const now of [...free.values()].flat()) differences.push({ kind: "added", now });
  return { same, differences: differences.toSorted((a, b) => timeOf(a) - timeOf(b)) };
}

function takeNearest(candidates: ReplayedRequest[], at: number): ReplayedRequest | null {
  const [nearest] = candidates.toSorted((a, b) => Math.abs(a.at - at) - Math.abs(b.at - at));
  if (nearest === undefined || Math.abs(nearest.at - at) > MOVED_MAX_MS) return null;
  candidates.splice(candidates.indexOf(nearest), 1);
  return nearest;
}

function keyOf({ rule, action }: ReplayedRequest): string {
  return `${rule} ${JSON.stringify(action)}`;
}

function timeOf(difference: Difference): number {
  return difference.kind === "added" ? difference.now.at : difference.was.at;
}
