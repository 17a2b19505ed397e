import { z } from "zod";
import { durationBetween, Name } from "../values.ts";
import { LockVia, lockWiring, SwitchVia, switchWiring } from "./device-templates.ts";
import { Alternative } from "./guard.ts";

const Topic = z
  .string()
  .min(1)
  .max(1024)
  .regex(/^[^+#\0]+$/, "expected a topic without the wildcards + and #");

const reading = (what: string) =>
  z
    .strictObject({
      topic: Topic.describe("Topic on which it reports."),
      value: z
        .string()
        .min(1)
        .default("payload")
        .describe(
          "Expression (CEL) that takes the value from the message: `payload` is the parsed JSON, or the text if it is not JSON.",
        ),
    })
    .describe(what);

const common = {
  name: z.string().optional().describe("Name for people, as shown in a hub."),
  simulated: z
    .boolean()
    .default(false)
    .describe(
      "There is no real door behind it: only then may a camera that plays a file authorise anything.",
    ),
};

const availability = reading(
  "Where the device or its gateway says whether it can be reached: `online` or `offline`, true or false. What cannot be " +
    "reached is not unlocked: the command might wait for it somewhere.",
).optional();

const Lock = z
  .strictObject({
    type: z.literal("lock"),
    ...common,
    via: LockVia.optional(),
    state: reading(
      "Where the lock reports LOCKED, UNLOCKED, LOCKING, UNLOCKING or JAMMED (also LOCK and UNLOCK). Needed without `via`.",
    ).optional(),
    command: z
      .strictObject({
        topic: Topic.describe("Topic of its commands."),
        lock: z.string().default("LOCK").describe("Message that locks."),
        unlock: z
          .string()
          .regex(
            /^(?:(?!\{\{)[^]|\{\{\s*(?:request|expires_at)\s*\}\})*$/,
            "expected no {{ … }} but {{ request }} and {{ expires_at }}",
          )
          .default("UNLOCK")
          .describe(
            "Message that unlocks. For a lock that throws late and repeated commands away itself, {{ request }} stands for the request's id and {{ expires_at }} for the moment after which it must not open any more (ms since the epoch).",
          ),
      })
      .optional()
      .describe("How the lock is told. Needed without `via`."),
    availability,
    relock_after: durationBetween("1s", "10m").optional().describe("Lock again so long after an unlock."),
    max_unlocked: durationBetween("5s", "1h")
      .default(120_000)
      .describe(
        "However often it is unlocked again, it is locked at the latest so long after the first time.",
      ),
    deliver_within: durationBetween("200ms", "10s")
      .default(2000)
      .describe("An unlock that the broker does not take within this time is withdrawn."),
    contact: reading(
      "The door's contact: true or ON is closed as the sensor reports it; the lock locks when the door closes.",
    ).optional(),
    guard: z
      .strictObject({
        unlock: z
          .array(Alternative)
          .default([])
          .describe("Alternatives; each alone authorises an unlock. Empty: nobody may."),
        max_per_minute: z
          .int()
          .min(1)
          .max(20)
          .default(3)
          .describe("Unlocks a minute at most; denied ones do not count."),
      })
      .prefault({})
      .describe("Who may unlock, from which evidence."),
  })
  .describe("A lock. Unlocking always goes through the guard; locking never needs leave.");

const Switch = z
  .strictObject({
    type: z.literal("switch"),
    ...common,
    via: SwitchVia.optional(),
    state: reading("Where it reports ON or OFF.").optional(),
    command: z
      .strictObject({
        topic: Topic.describe("Topic of its commands."),
        on: z.string().default("ON").describe("Message that switches it on."),
        off: z.string().default("OFF").describe("Message that switches it off."),
      })
      .optional()
      .describe("How it is told. Needed without `via`."),
    availability,
  })
  .describe("Something that is on or off: a lamp, a bell, a siren.");

const MISSING = "expected a mapping, or `via` beside it";

type Wired<Written, Key extends keyof Written> = Written & {
  readonly [K in Key]-?: Exclude<Written[K], undefined>;
};

/** One of `devices:`. What `via` stands for is put in; what is written beside it counts more. */
export const Device = z
  .discriminatedUnion("type", [Lock, Switch])
  .transform((written, context) => {
    const device =
      written.type === "lock"
        ? { ...(written.via === undefined ? {} : lockWiring(written.via)), ...written }
        : { ...(written.via === undefined ? {} : switchWiring(written.via)), ...written };
    for (const key of written.type === "lock" ? (["state", "command"] as const) : (["command"] as const))
      if (device[key] === undefined) context.addIssue({ code: "invalid_type", expected: "object", path: [key], message: MISSING });
    return device as Wired<z.output<typeof Lock>, "state" | "command"> | Wired<z.output<typeof Switch>, "command">;
  })
  .describe("A device that is reached over MQTT.");
export type Device = z.output<typeof Device>;

/** One of `modes:`. */
export const Mode = z
  .strictObject({
    leave: z
      .strictObject({
        guard: z.array(Alternative).min(1).describe("Alternatives; each alone authorises leaving this mode."),
      })
      .optional()
      .describe("What it takes to leave this mode."),
  })
  .nullable()
  .transform((mode) => mode ?? {})
  .describe("A mode of the house; `{}` if anybody may leave it.");

/** One of `notifiers:`. */
export const Notifier = z
  .strictObject({
    mqtt: Topic.describe("Topic that takes the message as text."),
    keep: durationBetween("0s", "24h")
      .default(3_600_000)
      .describe(
        "How long a message waits for a broker that is away, to be told with the time that has passed; `0s`: not at all. A restart " +
          "forgets what waits.",
      ),
  })
  .describe("A way to reach people.");

/** Names of the declared things, for records. */
export const named = <Value extends z.ZodType>(value: Value) => z.record(Name, value);
