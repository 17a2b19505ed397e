import { z } from "zod";

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

/** One run of a rule that is not finished. */
const RunState = z
  .object({
    id: z.string(),
    rule: z.string(),
    /** Of the rule when the run began. */
    fingerprint: z.string(),
    /** The triggering event, by id. */
    cause: z.string(),
    facts: Facts,
    at: z.number(),
    /** Index of the next action. */
    next: z.int(),
    /** Requests made so far. */
    requests: z.int(),
    /** The question that it waits for the answer of: the request, and the number of the action. */
    asking: z.object({ request: z.string(), action: z.int() }).readonly().nullable().default(null),
    /** The last answer; empty: nobody has been asked, or nobody has answered. */
    answer: z.string().default(""),
    /** When its wait is over; null while it is queued. */
    wake: Deadline.nullable(),
    steps: z.array(TraceStep).readonly(),
  })
  .readonly();
export type RunState = z.infer<typeof RunState>;

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
    /** Which rules started of late, and when (ms since boot). Older states had them by rule; of those nothing is taken over. */
    starts: z.preprocess(
      (starts: unknown) => (Array.isArray(starts) ? (starts as unknown[]) : []),
      z.array(z.object({ rule: z.string(), t: z.number() }).readonly()).readonly(),
    ),
    /** The last minute (since the epoch) whose `time` triggers were looked at. */
    minute: z.int().nullable(),
  })
  .readonly();
export type EngineState = z.infer<typeof EngineState>;

/** The state of rules that have never run. */
export function initialState(from: {
  readonly mode: string;
  readonly boot: string;
  /** This start of the brain. */
  readonly run: string;
  readonly devices?: Readonly<Record<string, string>>;
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
    starts: [],
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
