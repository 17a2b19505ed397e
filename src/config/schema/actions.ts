import { z } from "zod";
import { durationBetween, Name } from "../values.ts";
import { USUAL_WAYS } from "./usual-ways.ts";

const template = "Text with `{{ expression }}`.";
const Wait = durationBetween("100ms", "24h");

const ModeAction = z
  .strictObject({
    action: z.literal("mode"),
    set: z.string().min(1).describe(`The mode to change to. ${template}`),
  })
  .describe("Change the mode. Leaving a guarded mode needs evidence.");

/** `key` of the file, `command` of the device. */
const COMMANDS = { lock: "lock", unlock: "unlock", turn_on: "on", turn_off: "off" } as const;

const DeviceAction = z
  .strictObject({
    action: z.literal("device"),
    lock: Name.optional().describe("The lock to lock."),
    unlock: Name.optional().describe("The lock to unlock; the guard decides."),
    turn_on: Name.optional().describe("The device to switch on."),
    turn_off: Name.optional().describe("The device to switch off."),
  })
  .refine((value) => commandsOf(value).length === 1, {
    error: "expected exactly one of lock, unlock, turn_on, turn_off with the name of a device",
  })
  .transform((value) => {
    const [key = "lock"] = commandsOf(value);
    return { action: value.action, device: value[key] ?? "", command: COMMANDS[key] };
  })
  .describe("Command a device.");

function commandsOf(
  value: Partial<Record<keyof typeof COMMANDS, string | undefined>>,
): (keyof typeof COMMANDS)[] {
  return (["lock", "unlock", "turn_on", "turn_off"] as const).filter((key) => value[key] !== undefined);
}

const cameraField = z
  .string()
  .min(1)
  .default("{{ trigger.camera }}")
  .describe("The camera; by default the one that triggered.");

const RecordAction = z
  .strictObject({
    action: z.literal("record"),
    camera: cameraField,
    until: z.literal("person.left").optional().describe("Go on until nobody is in the picture any more."),
    for: durationBetween("1s", "1h").optional().describe("Record so long after the moment."),
  })
  .describe("Record a camera, beginning before the moment (see `recordings` in the configuration).");

const SnapshotAction = z
  .strictObject({ action: z.literal("snapshot"), camera: cameraField })
  .describe("Keep a picture of a camera.");

const NotifyAction = z
  .strictObject({
    action: z.literal("notify"),
    message: z.string().min(1).describe(template),
    notifier: Name.optional().describe("Which of `notifiers`; all of them if it is not given."),
  })
  .describe("Tell people.");

const SpeakAction = z
  .strictObject({ action: z.literal("speak"), text: z.string().min(1).max(500).describe(template) })
  .describe("Say something aloud.");

const ListenAction = z
  .strictObject({
    action: z.literal("listen"),
    microphone: Name.describe("The microphone."),
    for: durationBetween("1s", "60s")
      .default(8_000)
      .describe("How long a command may take to begin."),
  })
  .describe("Take a command without a wake phrase: for a button beside the microphone.");

const MqttAction = z
  .strictObject({
    action: z.literal("mqtt"),
    topic: z
      .string()
      .min(1)
      .max(1024)
      .describe(`Topic to publish to; must be allowed by \`outputs\`. ${template}`),
    payload: z.string().default("").describe(`The message. ${template}`),
    retain: z.boolean().default(false).describe("Let the broker keep it for those who subscribe later."),
    qos: z
      .union([z.literal(0), z.literal(1)], { error: "expected 0 or 1" })
      .default(0)
      .describe("Quality of service."),
  })
  .describe("Publish an MQTT message.");

const WaitAction = z
  .strictObject({ action: z.literal("wait"), for: Wait.describe("How long.") })
  .describe("Wait, then go on; survives a restart. `- wait: 10s` is the short form.");

const ShortWait = z
  .strictObject({ wait: Wait.describe("How long.") })
  .transform(({ wait }) => ({ action: "wait" as const, for: wait }))
  .describe("Short form of the action `wait`.");

const simple = [
  ModeAction,
  DeviceAction,
  RecordAction,
  SnapshotAction,
  NotifyAction,
  SpeakAction,
  ListenAction,
  MqttAction,
  WaitAction,
] as const;

const Sentence = z
  .string()
  .regex(/^[\p{L}' ]{2,60}$/u, "expected plain words, letters and spaces only")
  .transform((text) => text.toLowerCase().trim().replace(/ +/g, " "));
const fewAnswers = "expected from one to eight answers";

const Answers = z
  .union(
    [
      z.array(Sentence).min(1, fewAnswers).max(8, fewAnswers),
      z
        .record(z.string(), z.array(Sentence).min(1).max(8))
        .refine((ways) => Object.keys(ways).length >= 1 && Object.keys(ways).length <= 8, fewAnswers),
    ],
    { error: "expected a list of answers, or answers each with a list of sentences" },
  )
  .transform((given): { answer: string; sentences: string[] }[] =>
    Array.isArray(given)
      ? given.map((answer) => ({ answer, sentences: [...(USUAL_WAYS[answer] ?? [answer])] }))
      : Object.entries(given).map(([answer, sentences]) => ({ answer, sentences })),
  );

/** What is done after an answer: everything but another question. */
const Branch = z
  .array(z.union([z.discriminatedUnion("action", [...simple]), ShortWait]))
  .max(16)
  .default([]);

const AskAction = z
  .strictObject({
    action: z.literal("ask"),
    question: z.string().min(1).max(300).describe(`What is asked aloud. ${template}`),
    microphone: z
      .string()
      .min(1)
      .default("{{ trigger.microphone }}")
      .describe("Where the answer is heard; by default at the microphone that triggered."),
    timeout: durationBetween("2s", "30s")
      .default(8_000)
      .describe("How long the answer may take to begin, once the question has been spoken."),
    answers: Answers.prefault(["yes", "no"]).describe(
      "What may be answered: a list of sentences, or names each with the sentences that mean it. `yes` and `no` alone are " +
        "understood in several wordings.",
    ),
    then: Branch.describe("What is done after the first of the answers."),
    else: Branch.describe("What is done after any other answer, and when nobody answers."),
  })
  .describe(
    "Ask somebody aloud. Afterwards `{{ answer }}` is the answer's name, empty if nobody answered. A restart meanwhile counts " +
      "as no answer.",
  );

/** What a rule does; each is a request that the guard judges. */
export const RuleAction = z.union([
  z.discriminatedUnion("action", [
    ...simple,
    AskAction,
  ]),
  ShortWait,
]);
