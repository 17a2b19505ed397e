import { z } from "zod";
import type { RuleSource } from "./source.ts";

/** A moment to come: `t` counts within the kernel's boot `boot`, `at` is the same by wall clock for after a reboot. */
const Deadline = z.object({ t: z.number(), at: z.number(), boot: z.string() }).readonly();
export type Deadline = z.infer<typeof Deadline>;

const TraceStep = z
  .object({
    path: z.string(),
    result: z.enum(["matched", "true", "false", "requested", "waiting", "done", "error"]),
    detail: z.string(),
    values: z.record(z.string(), z.json()).readonly().optional(),
    at: z.number(),
  })
  .readonly();

const Facts = z.record(z.string(), z.json());

/** A trigger with `for:` of a `wait_for` that has begun and not yet lasted. */
const Lasting = z
  .object({
    trigger: z.int(),
    /** What has to stay: see `Hold`. */
    key: z.string(),
    /** When the trigger matched, wall clock. */
    at: z.number(),
    facts: Facts,
    due: Deadline,
  })
  .readonly();
export type Lasting = z.infer<typeof Lasting>;

/** What a trigger with `count` of a `wait_for` has seen of late: ms since boot, the earliest first. */
const Seen = z.object({ trigger: z.int(), times: z.array(z.number()).readonly() }).readonly();

/** One way through a run's actions; only `parallel` makes more than one. */
const Strand = z
  .object({
    id: z.int(),
    /** The strand that waits until this one is through; null: none does. */
    of: z.int().nullable(),
    /** Number of the next action, or of the one that it waits in (`answer`, `event`). */
    next: z.int(),
    /** Place in the rule where it is: `actions/1/then/0`. */
    path: z.string(),
    /** What it waits for; null: nothing, it goes on at once. */
    awaits: z.enum(["time", "answer", "event", "strands"]).nullable(),
    /** The question that it waits for the answer of, by request. */
    request: z.string().nullable(),
    /** When its wait is over at the latest. */
    wake: Deadline.nullable(),
    /** Rounds of the loops around it, innermost last. */
    rounds: z.array(z.int()).readonly(),
    /** While it awaits an event: what has begun of that, and what has been counted. */
    lasting: z.array(Lasting).readonly().default([]),
    seen: z.array(Seen).readonly().default([]),
  })
  .readonly();
export type Strand = z.infer<typeof Strand>;

/** One run of a rule that is not finished. */
const RunState = z.preprocess(
  fromOneStrand,
  z
    .object({
      id: z.string(),
      rule: z.string(),
      /** Of the rule when the run began. */
      fingerprint: z.string(),
      /** The triggering event, by id. */
      cause: z.string(),
      facts: Facts,
      at: z.number(),
      /** In the order in which they go on; none: the run is over. */
      strands: z.array(Strand).readonly(),
      /** Number of the next strand. */
      strandsMade: z.int(),
      vars: Facts.readonly(),
      /** Requests made so far. */
      requests: z.int(),
      /** The last answer; empty: nobody has been asked, or nobody has answered. */
      answer: z.string(),
      /** How the last `wait_for` ended, and what by. */
      waited: z.object({ completed: z.boolean(), facts: Facts.readonly() }).readonly(),
      steps: z.array(TraceStep).readonly(),
    })
    .readonly(),
);
export type RunState = z.infer<typeof RunState>;

/** Older states had one place to go on at, and nothing to remember: what is missing is filled in. */
function fromOneStrand(stored: unknown): unknown {
  if (typeof stored !== "object" || stored === null || !("next" in stored)) return stored;
  const { next, asking = null, wake = null, steps, ...rest } = stored as OneStrand;
  const strand = {
    ...{ id: 0, of: null, next, wake, rounds: [], lasting: [], seen: [] },
    path: steps?.at(-1)?.path ?? "actions",
    awaits: asking !== null ? "answer" : wake !== null ? "time" : null,
    request: asking?.request ?? null,
  };
  const begun = { strands: [strand], strandsMade: 1, vars: {}, answer: "", waited: NOT_WAITED };
  return { ...begun, ...rest, steps };
}

interface OneStrand {
  readonly next: number;
  readonly asking?: { readonly request?: string } | null;
  readonly wake?: unknown;
  readonly steps?: readonly { readonly path?: string }[];
}

/** What `wait` holds before anything has been waited for. */
export const NOT_WAITED = { completed: false, facts: {} } as const;

/** A trigger with `for:` that has begun and not yet lasted. */
const Hold = z
  .object({
    rule: z.string(),
    fingerprint: z.string(),
    trigger: z.int(),
    /** What has to stay: `CAMERA/TRACK`, a device's name, or `mode`. */
    key: z.string(),
    cause: z.string(),
    /** When the trigger matched, wall clock; older states do not say. */
    at: z.number().default(0),
    facts: Facts,
    due: Deadline,
  })
  .readonly();
export type Hold = z.infer<typeof Hold>;

/** A timer that runs. */
const Timer = z
  .object({
    due: Deadline,
    /** The event because of which it was started, by id. */
    cause: z.string(),
    /** The run that started it. */
    run: z.string().default(""),
  })
  .readonly();

/** A rule that has led to a start, and when it started itself (ms since boot). */
const Link = z.object({ rule: z.string(), t: z.number() }).readonly();

/** What a trigger with `count` has seen of late. */
const Count = z
  .object({
    rule: z.string(),
    fingerprint: z.string(),
    trigger: z.int(),
    /** ms since boot, the earliest first. */
    times: z.array(z.number()).readonly(),
  })
  .readonly();
export type Count = z.infer<typeof Count>;

/** Somebody a camera has in view; `person` is null while nobody is recognised. */
const TrackState = z
  .object({
    zones: z.array(z.string()).readonly(),
    person: z.string().nullable(),
    group: z.string().nullable(),
    /** Which way they were seen to walk last; null before. */
    direction: z.enum(["approaching", "leaving"]).nullable().default(null),
  })
  .readonly();
export type TrackState = z.infer<typeof TrackState>;

/** Everything the rules remember: plain data, so that it survives a restart. */
const EngineState = z
  .object({
    version: z.literal(1),
    /** The kernel's boot and the start of the brain that it was last used in. */
    boot: z.string(),
    brain: z.string(),
    /** The latest wall clock seen: a clock behind it is not trusted. */
    at: z.number(),
    mode: z.string(),
    devices: z.record(z.string(), z.string()).readonly(),
    /** By camera, by track number. */
    tracks: z.record(z.string(), z.record(z.string(), TrackState).readonly()).readonly(),
    runs: z.array(RunState).readonly(),
    queued: z.array(RunState).readonly(),
    holds: z.array(Hold).readonly(),
    timers: z.record(z.string(), Timer).readonly().default({}),
    counts: z.array(Count).readonly().default([]),
    /** Until when rules cool down, by rule. */
    cooling: z.record(z.string(), Deadline).readonly().default({}),
    /** Edited rules that runs are still going through, by fingerprint. */
    versions: z.record(z.string(), z.custom<RuleSource>(isObject)).readonly().default({}),
    /** Which rules started of late, and when (ms since boot). Older states had them by rule; of those nothing is taken over. */
    starts: z.preprocess(
      (starts: unknown) => (Array.isArray(starts) ? (starts as unknown[]) : []),
      z
        .array(
          z
            .object({
              rule: z.string(),
              t: z.number(),
              run: z.string().default(""),
              /** Whether something that a rule has done may be why. */
              ours: z.boolean().default(false),
              /** The rules that led to it, the first of them first. */
              chain: z.array(Link).readonly().default([]),
            })
            .readonly(),
        )
        .readonly(),
    ),
    /** Topics that rules have published to of late (ms since boot). */
    published: z
      .array(z.object({ topic: z.string(), t: z.number() }).readonly())
      .readonly()
      .default([]),
    /** Loops that have been told of lately, by the rule that was not started. */
    loopsTold: z.array(Link).readonly().default([]),
    /** Rules that somebody has switched off, by id. */
    off: z.array(z.string()).readonly().default([]),
    /** The last minute (since the epoch) whose `time` triggers were looked at. */
    minute: z.int().nullable(),
  })
  .readonly();
export type EngineState = z.infer<typeof EngineState>;

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}

/** The state of rules that have never run. */
export function initialState(from: {
  readonly mode: string;
  readonly boot: string;
  /** This start of the brain. */
  readonly run: string;
  readonly devices?: Readonly<Record<string, string>>;
  /** Rules that are switched off. */
  readonly off?: readonly string[];
}): EngineState {
  return {
    version: 1,
    boot: from.boot,
    brain: from.run,
    at: 0,
    mode: from.mode,
    devices: from.devices ?? {},
    tracks: {},
    runs: [],
    queued: [],
    holds: [],
    timers: {},
    counts: [],
    cooling: {},
    versions: {},
    starts: [],
    published: [],
    loopsTold: [],
    off: from.off ?? [],
    minute: null,
  };
}

/** A stored state (see `RuleStore.saveState`), or null if it is damaged or of another version. */
export function parseState(json: string): EngineState | null {
  try {
    return EngineState.parse(JSON.parse(json));
  } catch {
    return null;
  }
}
