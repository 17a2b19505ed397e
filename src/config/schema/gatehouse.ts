import { z } from "zod";
import { Webhooks } from "./webhooks.ts";
import { Duration, Name, NodeName, UNREAD_SECRET } from "../values.ts";
import { Codes } from "./codes.ts";
import { Device, Mode, named, Notifier } from "./devices.ts";
import { Links } from "./links.ts";
import { Mqtt } from "./mqtt.ts";
import { Camera, Microphone, Recordings, Vision, Voice } from "./sensors.ts";
import { Power } from "./power.ts";
import { Right } from "./rights.ts";
import { isTopicFilter } from "../../runtime/topic-filter.ts";
import { isWebAddress, webAddress } from "../../runtime/web-address.ts";


const peopleKeyError = "expected 32 bytes in base64, as `openssl rand -base64 32` prints them";

function isPeopleKey(text: string): boolean {
  return /^(?:[0-9a-f]{64}|[A-Za-z0-9+/]{43}=?)$/i.test(text.trim());
}

const KEY_MIN = 16;

const Key = z
  .string()
  .refine((key) => key === UNREAD_SECRET || key.length >= KEY_MIN, `expected a key of at least ${KEY_MIN} characters`);

/** `gatehouse.yaml`. Durations are ms and sizes bytes once it is read. */
export const GatehouseConfig = z
  .strictObject({
    node: NodeName.describe(
        "Names this box in topics (`gatehouse/NODE/…`) and on the hub; must be unique on its broker.",
      ),
    mqtt: Mqtt.optional(),
    cameras: named(Camera).default({}).describe("Cameras by name."),
    microphones: named(Microphone).default({}).describe("Microphones by name."),
    vision: Vision.prefault({}),
    voice: Voice.prefault({}),
    devices: named(Device).default({}).describe("Devices by name."),
    modes: named(Mode)
      .default({ home: {}, away: {}, sentry: {}, night: {} })
      .describe("Modes by name; the first is the mode of the very first start."),
    codes: Codes,
    lockdown: z
      .strictObject({
        ended_by: z
          .array(Name)
          .default([])
          .describe("Codes that end it; without any only `gatehouse lockdown off` does."),
      })
      .prefault({})
      .describe("A lockdown denies everything that is guarded, whatever the evidence. Anybody may begin one."),
    outputs: z
      .strictObject({
        allow: z
          .array(
            z.string().refine(isOutput, "expected an MQTT topic, with + and # as wildcards if need be, or an http(s) address"),
          )
          .default([])
          .describe(
            "Topics that the action `mqtt` may reach, and addresses for `http`; one that ends with / stands for all below it.",
          ),
        keys: z
          .record(Name, Key)
          .default({})
          .describe("Keys that `http` actions may be signed with, by name; each `!env NAME` or `!file PATH`."),
      })
      .prefault({})
      .describe("What rules may send besides commands to devices."),
    notifiers: named(Notifier).default({}).describe("Ways to reach people, by name."),
    webhooks: Webhooks.optional(),
    links: Links.optional(),
    people: z
      .strictObject({
        groups: z
          .array(Name)
          .min(1)
          .default(["family", "friend", "staff"])
          .describe("Groups of people that can be enrolled."),
        rights: z
          .array(Right)
          .default([])
          .describe("Who may only at certain times, at every door and mode. Somebody's own come before the group's."),
        key: z
          .string(peopleKeyError)
          .refine((text) => isPeopleKey(text) || text === UNREAD_SECRET, peopleKeyError)
          .optional()
          .describe(
            "Key that the enrolled faces are sealed with; take it from `!file PATH` or `!env NAME`. One is made in the " +
              "state directory if none is given.",
          ),
        unknown: z
          .strictObject({
            keep: Duration.default(14 * 86_400_000).describe(
              "How long a stranger's face is kept after the last visit.",
            ),
            max: z
              .int()
              .min(0)
              .max(1000)
              .default(200)
              .describe("How many strangers are kept at most; 0 keeps none, and nobody is known again."),
          })
          .prefault({})
          .describe(
            "Faces that nobody enrolled are kept, sealed, so that the same stranger is known again and can be enrolled " +
              "with `gatehouse people name`.",
          ),
      })
      .prefault({})
      .describe("Who can be known. People are enrolled with `gatehouse people add`."),
    recordings: Recordings.prefault({}),
    power: Power.optional(),
    models: z
      .record(z.string(), z.string().min(1))
      .default({})
      .describe("Your own model file in the place of the one that the manifest names, by task."),
    rules: z
      .union([z.string().min(1), z.array(z.string().min(1)).min(1)], {
        error: "expected a folder or file, or a list of them",
      })
      .default("rules")
      .transform((paths) => (typeof paths === "string" ? [paths] : paths))
      .describe("Folder with the rule files (or a file, or a list of both), relative to this file."),
    state_dir: z.string().min(1).optional().describe("Where the journal, people and clips are kept."),
    time_zone: z
      .string()
      .refine(isTimeZone, "expected a time zone such as Europe/Berlin")
      .optional()
      .describe("Time zone of times of day in rules; the machine's if it is not given."),
    location: z
      .strictObject({
        latitude: z.number().min(-90).max(90).describe("Degrees; north is positive."),
        longitude: z.number().min(-180).max(180).describe("Degrees; east is positive."),
      })
      .optional()
      .describe("Where the house stands; for `trigger: sun`. One decimal is enough."),
    logging: z
      .strictObject({
        level: z
          .enum(["debug", "info", "warn", "error"])
          .default("info")
          .describe("Least severity that is logged."),
      })
      .prefault({})
      .describe("The log."),
  })
  .describe("The configuration of one Gatehouse.");

/** The configuration as the program sees it: defaults filled in, durations in ms, sizes in bytes. */
export type GatehouseConfig = z.output<typeof GatehouseConfig>;

function isOutput(text: string): boolean {
  if (!isWebAddress(text)) return isTopicFilter(text);
  const url = webAddress(text);
  return url !== null && url.search === "" && url.hash === "";
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
