import { z } from "zod";
import { WordList } from "./word-lists.ts";
import { isTopicFilter } from "../../runtime/topic-filter.ts";
import { durationBetween, Name, NodeName, Offset, TimeOfDay, WEEKDAYS } from "../values.ts";
import { REMOTE_EVENTS } from "./remote-events.ts";

/** One name or a list of names, in the file; a list in the program. */
const oneOrMore = <Value extends string>(item: z.ZodType<Value>, error = "expected a name or a list of names") =>
  z
    .union([item, z.array(item).min(1)], { error })
    .transform((value): Value[] => (Array.isArray(value) ? value : [value]));

const stays = durationBetween("1s", "24h").optional().describe("Only when it stays so for this long.");

/** For what can happen several times in a while. */
const counted = {
  count: z.int().min(2).max(100).optional().describe("Only when it happens so often within the time that `within` says; then it counts anew."),
  within: durationBetween("1s", "24h").optional().describe("The time for `count`."),
};

/** Who may say a command. */
export const SaidBy = z
  .strictObject({
    group: oneOrMore(Name).optional().describe("A person of one of these groups."),
    person: oneOrMore(z.string().min(1)).optional().describe("One of these people."),
    alone: z
      .boolean()
      .default(true)
      .describe("Nobody else may be there: the voice could be theirs. false: it is enough that one of them is there."),
  })
  .refine(({ group, person }) => group !== undefined || person !== undefined, {
    error: "expected group, person, or both",
  })
  .transform(({ group, person, alone }) => ({ groups: group ?? null, people: person ?? null, alone }));

const VoiceTrigger = z
  .strictObject({
    trigger: z.literal("voice"),
    sentences: z
      .array(z.string().min(1))
      .min(1)
      .describe("Sentence templates: `[optional]`, `(one|other)`, `(in;any;order)`, `{slot}`, `<rule>`."),
    slots: z
      .record(Name, WordList)
      .default({})
      .describe("What may be said for each `{slot}` of the sentences, unless `voice.lists` says it."),
    accept: z
      .number()
      .optional()
      .describe(
        "How sure this command must be, instead of `voice.accept`. A rule that unlocks or leaves a guarded mode can only ask " +
          "for more than `voice.accept_guarded`.",
      ),
    microphone: oneOrMore(Name).optional().describe("Only from these microphones."),
    said_by: SaidBy.optional().describe("Only if a camera near the microphone sees who may say it."),
    ...counted,
  })
  .describe("Somebody speaks a command. The grammar is built from the sentences of all rules.");

const WakeTrigger = z
  .strictObject({
    trigger: z.literal("wake"),
    microphone: oneOrMore(Name).optional().describe("Only these microphones."),
    ...counted,
  })
  .describe("The wake phrase is heard.");

const SoundTrigger = z
  .strictObject({
    trigger: z.literal("sound"),
    label: oneOrMore(z.literal("impact"), "expected impact").optional().describe("Only these sounds; there is one: `impact`."),
    microphone: oneOrMore(Name).optional().describe("Only at these microphones; they need `sounds: true`."),
    ...counted,
  })
  .describe("A sound that is no speech is heard.");

const FaceTrigger = z
  .strictObject({
    trigger: z.literal("face"),
    group: oneOrMore(Name).optional().describe("A person of one of these groups is recognised."),
    person: oneOrMore(z.string().min(1)).optional().describe("One of these people is recognised."),
    unknown: z.boolean().default(false).describe("A face that belongs to nobody enrolled."),
    spoofed: z.boolean().default(false).describe("A face that the liveness check takes for a picture."),
    camera: oneOrMore(Name).optional().describe("Only at these cameras."),
    zone: oneOrMore(Name).optional().describe("Only in these zones."),
    ...counted,
  })
  .describe(
    "A face is recognised; with `unknown` or `spoofed`, one that is not. Without a filter: any recognised person.",
  );

const PersonTrigger = z
  .strictObject({
    trigger: z.literal("person"),
    camera: oneOrMore(Name).optional().describe("Only at these cameras."),
    zone: oneOrMore(Name).optional().describe("Only when the person enters one of these zones."),
    moving: oneOrMore(z.enum(["approaching", "leaving"]), "expected approaching, leaving, or both as a list")
      .optional()
      .describe("When somebody begins to come nearer to the camera, or to go away from it."),
    left: z.boolean().default(false).describe("When somebody has gone, instead of when somebody comes."),
    for: stays.describe(
      "Only when they stay so for this long. That somebody is gone is noticed two seconds after they were seen last.",
    ),
    ...counted,
  })
  .describe("Somebody comes into the picture (or a zone of it), comes nearer, stays, or leaves.");

const ModeTrigger = z
  .strictObject({
    trigger: z.literal("mode"),
    to: oneOrMore(Name).optional().describe("The new mode."),
    from: oneOrMore(Name).optional().describe("The mode before."),
    for: stays,
    ...counted,
  })
  .describe("The mode changes.");

const State = z.string().min(1);

const DeviceTrigger = z
  .strictObject({
    trigger: z.literal("device"),
    device: Name.describe("The device."),
    to: oneOrMore(State).optional().describe("Its new state, such as UNLOCKED or ON."),
    from: oneOrMore(State).optional().describe("Its state before."),
    for: stays,
    ...counted,
  })
  .describe("A device reports another state.");

const MqttTrigger = z
  .strictObject({
    trigger: z.literal("mqtt"),
    topic: z
      .string()
      .refine(isTopicFilter, "expected an MQTT topic, with + and # as wildcards if need be")
      .describe("Topic to listen to; may have wildcards."),
    payload: z.string().optional().describe("Only this message, exactly."),
    ...counted,
  })
  .describe("A message arrives. Retained messages do not trigger.");

const remoteEventError = `expected an event of another node, or a list: ${REMOTE_EVENTS.join(", ")}`;

const NodeTrigger = z
  .strictObject({
    trigger: z.literal("node"),
    event: oneOrMore(z.enum(REMOTE_EVENTS, remoteEventError), remoteEventError).describe("The event's name there."),
    node: oneOrMore(NodeName).optional().describe("Only of these nodes."),
    camera: oneOrMore(z.string().min(1)).optional().describe("Only at these cameras, as they are called there."),
    ...counted,
  })
  .describe("Another Gatehouse on the same broker tells of an event. It triggers rules, and is never evidence.");

const WebhookTrigger = z
  .strictObject({
    trigger: z.literal("webhook"),
    hook: oneOrMore(Name).describe("The webhook, as `webhooks` names it."),
    ...counted,
  })
  .describe("Somebody who knows its token calls a webhook. It triggers rules, and is never evidence.");

const Weekday = z.enum(WEEKDAYS, `expected a weekday: ${WEEKDAYS.join(", ")}`);

const TimeTrigger = z
  .strictObject({
    trigger: z.literal("time"),
    at: TimeOfDay.describe('Time of day, in quotes: "22:30".'),
    weekdays: z.array(Weekday).min(1).optional().describe("Only on these days."),
  })
  .describe("A time of day.");

const SensorTrigger = z
  .strictObject({
    trigger: z.literal("sensor"),
    camera: oneOrMore(Name).optional().describe("One of these cameras."),
    microphone: oneOrMore(Name).optional().describe("One of these microphones."),
    lost: z.boolean().default(true).describe("When it is lost (true), or when it is back (false)."),
    ...counted,
  })
  .describe("A camera or microphone is lost, or back again.");

const PowerTrigger = z
  .strictObject({
    trigger: z.literal("power"),
    to: oneOrMore(z.enum(["normal", "saving", "empty"]), "expected normal, saving, empty, or a list of them")
      .optional()
      .describe("`saving`: the models rest. `empty`: Gatehouse is about to end. `normal`: there is power again."),
    ...counted,
  })
  .describe("The battery of `power:` reaches another level.");

const SunTrigger = z
  .strictObject({
    trigger: z.literal("sun"),
    at: z.enum(["sunrise", "sunset"], "expected sunrise or sunset").describe("What the sun does."),
    offset: Offset.optional().describe("So much later, or earlier with a minus: `-30m`."),
  })
  .describe("The sun rises or sets where the house stands (`location` of the configuration).");

const TimerTrigger = z
  .strictObject({ trigger: z.literal("timer"), timer: Name.describe("The timer's name.") })
  .describe("A timer that `action: timer` has started runs out.");

const StartTrigger = z.strictObject({ trigger: z.literal("start") }).describe("Gatehouse has started.");

/** What starts a rule. */
export const Trigger = z.discriminatedUnion("trigger", [
  VoiceTrigger,
  WakeTrigger,
  SoundTrigger,
  FaceTrigger,
  PersonTrigger,
  ModeTrigger,
  DeviceTrigger,
  MqttTrigger,
  NodeTrigger,
  WebhookTrigger,
  TimeTrigger,
  SunTrigger,
  TimerTrigger,
  SensorTrigger,
  PowerTrigger,
  StartTrigger,
]).meta({ id: "trigger" });

const TimeCondition = z
  .strictObject({
    condition: z.literal("time"),
    after: TimeOfDay.optional().describe("From this time of day on."),
    before: TimeOfDay.optional().describe("Until this time of day (earlier than `after`: over midnight)."),
    weekdays: z.array(Weekday).min(1).optional().describe("Only on these days."),
  })
  .describe("It is a certain time of day.");

const ModeCondition = z
  .strictObject({ condition: z.literal("mode"), is: oneOrMore(Name).describe("One of these modes.") })
  .describe("Gatehouse is in a mode.");

const DeviceCondition = z
  .strictObject({
    condition: z.literal("device"),
    device: Name.describe("The device."),
    is: oneOrMore(State).describe("One of these states."),
  })
  .describe("A device is in a state.");

const PresentCondition = z
  .strictObject({
    condition: z.literal("present"),
    camera: oneOrMore(Name).optional().describe("Seen by one of these cameras."),
    person: oneOrMore(z.string().min(1)).optional().describe("One of these people."),
    group: oneOrMore(Name).optional().describe("A person of one of these groups."),
    is: z.boolean().default(true).describe("Present (true) or not (false)."),
  })
  .describe("Somebody is in view right now.");

/** What must hold for a rule to run: an expression (CEL) or one of the structured forms. */
export const Condition = z
  .union([
    z.string().min(1),
    z.discriminatedUnion("condition", [TimeCondition, ModeCondition, DeviceCondition, PresentCondition]),
  ])
  .meta({ id: "condition" });
export type Condition = z.output<typeof Condition>;
