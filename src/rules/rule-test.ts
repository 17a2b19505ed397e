import type { Action, Request } from "../events/action.ts";
import type { GatehouseEvent } from "../events/catalogue.ts";
import { obeyed } from "./obeyed.ts";
import type { Trace } from "./ports.ts";
import type { Program } from "./program.ts";
import { Simulation, type Happening } from "./simulation.ts";
import { initialState, type EngineState } from "./state.ts";

/** A request that a test expects, or must not see: every field that is given has to be so. */
export interface ExpectedRequest {
  readonly rule?: string | undefined;
  /** ms after the test begins; not later than a second after. */
  readonly at?: number | undefined;
  readonly action: Partial<Action> & Pick<Action, "kind">;
}

/** A test of rules: events at their times, and what the rules have to ask for. */
export interface RuleTest {
  readonly mode: string;
  readonly devices: Readonly<Record<string, string>>;
  /** When it begins, wall clock. */
  readonly beginAt: number;
  /** In the order of their times; `t` is ms after the beginning. */
  readonly events: readonly GatehouseEvent[];
  /** How long to go on, ms after the beginning; null: until nothing waits any more. */
  readonly untilMs: number | null;
  readonly expect: readonly ExpectedRequest[];
  readonly expectNot: readonly ExpectedRequest[];
  /** Modes that only the guard lets be left; others change as soon as a rule asks. */
  readonly guardedModes: readonly string[];
}

/** How a test went. */
export interface RuleTestResult {
  readonly ok: boolean;
  /** Expected and not asked for, by their place in `expect`. */
  readonly missing: readonly number[];
  /** Asked for against `expectNot`. */
  readonly unwanted: readonly { readonly expectation: number; readonly request: Request }[];
  readonly requests: readonly Request[];
  readonly traces: readonly Trace[];
  readonly events: readonly GatehouseEvent[];
}

/** A request counts as made at a time if it is made within this long after it. */
const LATE_MS = 1000;
/** Without `until` a test goes on for as long as something waits, at most so long. */
const LONGEST_MS = 25 * 3_600_000;

/** The boot and the start of the brain of every test. */
export const TEST_RUN = { boot: "test", run: "test" } as const;

/** Runs a test. Pure: no device, no clock, no guard. */
export function runRuleTest(program: Program, test: RuleTest): RuleTestResult {
  const { mode, devices } = test;
  const world = new Simulation(program, initialState({ mode, devices, ...TEST_RUN }));
  const happened: Happening[] = [];
  const live = (found: readonly Happening[]): void => {
    for (const one of found) {
      happened.push(one);
      for (const request of one.requests) {
        const followed = obeyed(request, {
          mode: world.state.mode,
          guardedModes: test.guardedModes,
          ...TEST_RUN,
        });
        if (followed !== null) live(world.take(followed));
      }
    }
  };
  let now = 0;
  const liveUntil = (t: number): void => {
    while (now < t) {
      // Minute by minute: what a mode change sets off has to be lived through in its place.
      now = Math.min(now + 60_000, t);
      live(world.pass(now));
    }
  };
  for (const event of test.events) {
    liveUntil(event.t);
    live(world.take(addressed(event, world.state)));
  }
  if (test.untilMs !== null) liveUntil(test.untilMs);
  else {
    do {
      liveUntil(now + 60_000);
    } while (world.isWaiting && now < LONGEST_MS);
  }
  return judged(test, happened);
}

/** An answer that does not say to which question it belongs is one to the question that is open. */
function addressed(event: GatehouseEvent, { runs }: EngineState): GatehouseEvent {
  if (event.name !== "voice.answered" || event.request !== "") return event;
  const open = runs.flatMap(({ strands }) => strands).find(({ awaits }) => awaits === "answer")?.request;
  return typeof open !== "string" ? event : { ...event, request: open };
}

function judged(test: RuleTest, happened: readonly Happening[]): RuleTestResult {
  const requests = happened.flatMap((one) => one.requests);
  const traces = [
    ...new Map(happened.flatMap((one) => one.traces).map((trace) => [trace.run, trace])).values(),
  ];
  const taken = new Set<Request>();
  const missing = test.expect.flatMap((expected, index) => {
    const found = requests.find((request) => !taken.has(request) && fits(expected, request));
    if (found === undefined) return [index];
    taken.add(found);
    return [];
  });
  const unwanted = test.expectNot.flatMap((expected, expectation) =>
    requests.filter((request) => fits(expected, request)).map((request) => ({ expectation, request })),
  );
  const ok = missing.length === 0 && unwanted.length === 0;
  return { ok, missing, unwanted, requests, traces, events: happened.map((one) => one.event) };
}

function fits({ rule, at, action }: ExpectedRequest, request: Request): boolean {
  if (rule !== undefined && (request.by.kind !== "rule" || request.by.rule !== rule)) return false;
  if (at !== undefined && (request.t < at || request.t > at + LATE_MS)) return false;
  return Object.entries(action).every(
    ([field, wanted]) => wanted === undefined || Reflect.get(request.action, field) === wanted,
  );
}
