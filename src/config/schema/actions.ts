import { z } from "zod";
import { durationBetween, Name } from "../values.ts";
import { USUAL_WAYS } from "./usual-ways.ts";
import { Condition, Trigger } from "./triggers.ts";
import { Variables } from "./variables.ts";

const template = "Text with `{{ expression }}`.";
const Wait = durationBetween("100ms", "24h");

/** What a rule does, as plain data. */
export type RuleAction =
  | z.output<(typeof simple)[number]>
  | (z.output<typeof Asked> & Branches)
  | z.output<typeof WaitForAction>
  | { action: "choose"; options: { conditions: Condition[]; then: RuleAction[] }[]; else: RuleAction[] }
  | ({ action: "if"; if: Condition[] } & Branches)
  | (z.output<typeof Repeated> & { actions: RuleAction[] })
  | { action: "parallel"; branches: RuleAction[][] }
  | z.output<typeof SetAction>
  | z.output<typeof StopAction>;

interface Branches {
  then: RuleAction[];
  else: RuleAction[];
}

/** Actions inside of an action. */
const Actions: z.ZodType<RuleAction[]> = z.lazy(() => z.array(RuleAction).max(64));
const Branch = Actions.default([]);
const Conditions = z.array(Condition).min(1).max(32);

const ModeAction = z
  .strictObject({
    action: z.literal("mode"),
    set: z.string().min(1).describe(`The mode to change to. ${template}`),
  })
  .describe("Change the mode. Leaving a guarded mode needs evidence.");

/** `key` of the file, `command` of the device. */
export const COMMANDS = {
  lock: "lock",
  unlock: "unlock",
  open: "open",
  close: "close",
  stop: "stop",
  turn_on: "on",
  turn_off: "off",
  press: "press",
} as const;
type CommandKey = keyof typeof COMMANDS;
/** The keys of `COMMANDS`, in the order in which they are told. */
export const COMMAND_KEYS = Object.keys(COMMANDS) as CommandKey[];

const LockdownAction = z
  .strictObject({ action: z.literal("lockdown") })
  .describe("Begin a lockdown: nothing guarded is opened any more, whatever the evidence. A rule cannot end one.");

const DeviceAction = z
  .strictObject({
    action: z.literal("device"),
    lock: Name.optional().describe("The lock to lock."),
    unlock: Name.optional().describe("The lock to unlock; the guard decides."),
    open: Name.optional().describe("The cover to open; the guard decides."),
    close: Name.optional().describe("The cover to close; it needs an obstruction sensor."),
    stop: Name.optional().describe("The cover to stop."),
    turn_on: Name.optional().describe("The device to switch on."),
    turn_off: Name.optional().describe("The device to switch off."),
    press: Name.optional().describe("The button to press."),
  })
  .refine((value) => commandsOf(value).length === 1, {
    error: `expected exactly one of ${COMMAND_KEYS.join(", ")} with the name of a device`,
  })
  .transform((value) => {
    const [key = "lock"] = commandsOf(value);
    return { action: value.action, device: value[key] ?? "", command: COMMANDS[key] };
  })
  .describe("Command a device.");

function commandsOf(value: Partial<Record<CommandKey, string | undefined>>): CommandKey[] {
  return COMMAND_KEYS.filter((key) => value[key] !== undefined);
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
    link: z
      .enum(["picture", "clip"], "expected picture or clip")
      .optional()
      .describe(
        "A link (`links:`) goes along: to the picture of what triggered the rule, or to the clip that its camera is recording.",
      ),
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

const HttpAction = z
  .strictObject({
    action: z.literal("http"),
    url: z.string().min(1).max(2000).describe(`Where to; must be allowed by \`outputs\`. Redirects are not followed. ${template}`),
    method: z.enum(["GET", "POST", "PUT", "DELETE"]).default("POST").describe("The method."),
    body: z.string().max(10_000).optional().describe(`What is sent. ${template}`),
    headers: z
      .record(z.string().regex(/^[A-Za-z0-9-]{1,60}$/, "expected the name of a header"), z.string().max(1000))
      .default({})
      .describe(`Headers; without \`content-type\` a body is \`text/plain\`. ${template}`),
    timeout: durationBetween("1s", "30s").default(10_000).describe("How long it may take; 10s if it is not given."),
    sign: Name.optional().describe(
      "Sign the body with this key of `outputs.keys`: the header `X-Gatehouse-Signature` is `sha256=` and its HMAC-SHA256 in hex.",
    ),
  })
  .refine(({ method, body }) => body === undefined || method !== "GET", { error: "expected no body with GET", path: ["body"] })
  .describe("Send an HTTP request. An answer that is no success (2xx) is an event `device.failed` of `http`.");

const WaitAction = z
  .strictObject({ action: z.literal("wait"), for: Wait.describe("How long.") })
  .describe("Wait, then go on; survives a restart. `- wait: 10s` is the short form.");

const TimerAction = z
  .strictObject({
    action: z.literal("timer"),
    start: Name.optional().describe("The timer to start; one that runs already begins anew."),
    cancel: Name.optional().describe("The timer to cancel."),
    for: Wait.optional().describe("How long it runs; needed with `start`."),
  })
  .refine(({ start, cancel, for: ms }) => (start === undefined) !== (cancel === undefined) && (start === undefined) === (ms === undefined), {
    error: "expected start and for, or cancel, with the name of a timer",
  })
  .transform(({ start, cancel, for: ms }) =>
    ms === undefined ? { action: "timer" as const, timer: cancel ?? "" } : { action: "timer" as const, timer: start ?? "", for: ms },
  )
  .describe("Start or cancel a timer, of which all rules know. When it runs out, `trigger: timer` fires.");

const ShortWait = z
  .strictObject({ wait: Wait.describe("How long.") })
  .transform(({ wait }) => ({ action: "wait" as const, for: wait }))
  .describe("Short form of the action `wait`.");

const simple = [
  ModeAction,
  LockdownAction,
  DeviceAction,
  RecordAction,
  SnapshotAction,
  NotifyAction,
  SpeakAction,
  ListenAction,
  MqttAction,
  HttpAction,
  WaitAction,
  TimerAction,
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

const Asked = z.strictObject({
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
});

const AskAction = Asked.extend({
    then: Branch.describe("What is done after the first of the answers."),
    else: Branch.describe("What is done after any other answer, and when nobody answers."),
  })
  .describe(
    "Ask somebody aloud. Afterwards `{{ answer }}` is the answer's name, empty if nobody answered. A restart meanwhile counts " +
      "as no answer.",
  );

const WaitForAction = z
  .strictObject({
    action: z.literal("wait_for"),
    triggers: z.array(Trigger).min(1).max(8).describe("What is waited for: any one of these."),
    timeout: Wait.describe("How long at most."),
    continue_on_timeout: z
      .boolean()
      .default(true)
      .describe("When nothing came in time: go on (true), or stop (false)."),
  })
  .describe(
    "Wait until something happens; survives a restart, though what happens meanwhile is not seen. Afterwards `wait.completed` " +
      "says whether it came, and `wait.trigger` what it was.",
  );

const ChooseAction = z
  .strictObject({
    action: z.literal("choose"),
    options: z
      .array(z.strictObject({ conditions: Conditions.describe("All of these."), then: Actions.describe("What is done.") }))
      .min(1)
      .max(16)
      .describe("The first of these whose conditions hold is done."),
    else: Branch.describe("What is done if none does."),
  })
  .describe("Do one of several things.");

const If = z
  .strictObject({
    if: Conditions.describe("All of these."),
    then: Actions.describe("What is done if they hold."),
    else: Branch.describe("What is done if one does not."),
  })
  .transform((value) => ({ action: "if" as const, ...value }))
  .describe("Do something if conditions hold. There is no `action` key: `- if: […]` says it.");

const ROUNDS_MAX = 1000;

const Repeated = z.strictObject({
    action: z.literal("repeat"),
    count: z
      .union([z.int().min(1).max(ROUNDS_MAX), z.string().min(1)], { error: `expected a whole number from 1 to ${ROUNDS_MAX}` })
      .optional()
      .describe(`So many times. ${template}`),
    while: Conditions.optional().describe("As long as these hold, judged before each round."),
    until: Conditions.optional().describe("Until these hold, judged after each round."),
    max: z.int().min(1).max(ROUNDS_MAX).default(100).describe("More rounds than these of `while` or `until` are an error."),
});

const RepeatAction = Repeated.extend({
    actions: Actions.describe("What is done each time; `repeat.index` counts the rounds from 1."),
  })
  .refine((value) => [value.count, value.while, value.until].filter((one) => one !== undefined).length === 1, {
    error: "expected exactly one of count, while, until",
  })
  .describe("Do something several times.");

const ParallelAction = z
  .strictObject({
    action: z.literal("parallel"),
    branches: z.array(Actions).min(2).max(8).describe("Lists of actions."),
  })
  .describe("Do several things beside each other; what follows waits until all are done.");

const SetAction = z
  .strictObject({ action: z.literal("set"), variables: Variables })
  .describe("Set variables of the run, in this order; expressions read them as `vars.NAME`.");

const StopAction = z
  .strictObject({
    action: z.literal("stop"),
    reason: z.string().min(1).max(500).describe(`Why; stands in the trace. ${template}`),
    error: z.boolean().default(false).describe("Whether it is a failure: the run ends as `error` then."),
  })
  .describe("End the run here.");

/** What a rule does; each is a request that the guard judges. */
export const RuleAction: z.ZodType<RuleAction> = z
  .union([
    z.discriminatedUnion("action", [
      ...simple,
      AskAction,
      WaitForAction,
      ChooseAction,
      RepeatAction,
      ParallelAction,
      SetAction,
      StopAction,
    ]),
    ShortWait,
    If,
  ])
  .meta({ id: "action" });
