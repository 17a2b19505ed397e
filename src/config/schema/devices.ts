import { z } from "zod";
import { durationBetween, Name } from "../values.ts";
import { CoverVia, coverWiring, LockVia, lockWiring, SwitchVia, switchWiring } from "./device-templates.ts";
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

const Cover = z
  .strictObject({
    type: z.literal("cover"),
    ...common,
    kind: z
      .enum(["garage", "gate", "door", "shutter", "blind", "awning", "curtain", "window"])
      .default("garage")
      .describe("What it is, for the hub."),
    via: CoverVia.optional(),
    state: reading("Where it reports OPEN, CLOSED, OPENING, CLOSING or STOPPED. Needed without `via`.").optional(),
    command: z
      .strictObject({
        topic: Topic.describe("Topic of its commands."),
        open: z.string().default("OPEN").describe("Message that opens."),
        close: z.string().default("CLOSE").describe("Message that closes."),
        stop: z.string().default("STOP").describe("Message that stops it."),
      })
      .optional()
      .describe("How it is told. Needed without `via`."),
    obstruction: reading(
      "Whether something is in the way: true or ON. Without it nothing but a person (a hub, the command line) closes it.",
    ).optional(),
    availability,
    deliver_within: durationBetween("200ms", "10s")
      .default(2000)
      .describe("An opening that the broker does not take within this time is withdrawn."),
    guard: z
      .strictObject({
        open: z
          .array(Alternative)
          .default([])
          .describe("Alternatives; each alone authorises opening. Empty: nobody may."),
        max_per_minute: z
          .int()
          .min(1)
          .max(20)
          .default(3)
          .describe("Openings a minute at most; denied ones do not count."),
      })
      .prefault({})
      .describe("Who may open it, from which evidence."),
  })
  .describe("A garage door, a gate, a shutter. Opening always goes through the guard; closing and stopping never need leave.");

const Button = z
  .strictObject({
    type: z.literal("button"),
    ...common,
    command: z
      .strictObject({
        topic: Topic.describe("Topic that takes the press."),
        press: z.string().default("PRESS").describe("Message that presses it."),
      })
      .describe("How it is pressed."),
  })
  .describe("Something that is pressed and has no state: a bell, a scene. Nothing that opens a door: that is a cover or a lock.");

const Switch = z
  .strictObject({
    type: z.literal("switch"),
    ...common,
    kind: z
      .enum(["switch", "light", "siren", "outlet"])
      .default("switch")
      .describe("What it is, for the hub."),
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

/** Where each type finds what `via` stands for, and what it cannot do without. */
const NEEDS = {
  lock: ["state", "command"],
  cover: ["state", "command"],
  switch: ["command"],
  button: ["command"],
} as const;

type Wired<Written, Key extends keyof Written> = Written & {
  readonly [K in Key]-?: Exclude<Written[K], undefined>;
};
type AnyDevice =
  | Wired<z.output<typeof Lock>, "state" | "command">
  | Wired<z.output<typeof Cover>, "state" | "command">
  | Wired<z.output<typeof Switch>, "command">
  | z.output<typeof Button>;

/** One of `devices:`. What `via` stands for is put in; what is written beside it counts more. */
export const Device = z
  .discriminatedUnion("type", [Lock, Cover, Switch, Button])
  .transform((written, context) => {
    const device = { ...wiringOf(written), ...written };
    for (const key of NEEDS[written.type])
      if ((device as Record<string, unknown>)[key] === undefined)
        context.addIssue({ code: "invalid_type", expected: "object", path: [key], message: MISSING });
    return device as AnyDevice;
  })
  .describe("A device that is reached over MQTT.");
export type Device = z.output<typeof Device>;

type Written = z.output<typeof Lock> | z.output<typeof Cover> | z.output<typeof Switch> | z.output<typeof Button>;

function wiringOf(written: Written): object {
  if (written.type === "button" || written.via === undefined) return {};
  switch (written.type) {
    case "lock":
      return lockWiring(written.via);
    case "cover":
      return coverWiring(written.via);
    case "switch":
      return switchWiring(written.via);
  }
}

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
    mqtt: Topic.describe("Topic that takes the message."),
    format: z
      .enum(["text", "json"], "expected text or json")
      .default("text")
      .describe('`text`: the message, a link in a line of its own; `json`: `{"message": "…", "link": "…"}`.'),
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
