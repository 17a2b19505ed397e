import { z } from "zod";
import { Duration, Name, TimeOfDay, WEEKDAYS } from "../values.ts";

const at = Duration.optional().describe("When, after the test begins.");

const Said = z
  .strictObject({
    at,
    say: z.string().min(1).describe("What is said after the wake phrase, in plain words."),
    microphone: Name.optional().describe("Where; by default at the first microphone of the configuration."),
    people: z.array(z.string()).default([]).describe("Who is seen there, by name."),
    group: Name.optional().describe("The group of those people."),
  })
  .describe("Somebody speaks a command. It has to be one of the rules' sentences.");

const Happens = z
  .looseObject({
    at,
    event: z.string().describe("Name of an event, such as `face.recognized`."),
  })
  .describe(
    "An event happens. Its fields (see the page of events) stand beside `event`; those that are left out are made up plausibly.",
  );

const expected = {
  rule: z.string().optional().describe("The rule that asks."),
  at: Duration.optional().describe("When, after the test begins; up to a second later counts."),
};
const text = z.string().optional().describe("Exactly this text.");

/** A request, in the words of the action that makes it; what is left out may be anything. */
const Expected = z.discriminatedUnion("action", [
  z.strictObject({ ...expected, action: z.literal("mode"), set: Name.optional().describe("The mode.") }).describe("A change of mode."),
  z.strictObject({ ...expected, action: z.literal("lockdown") }).describe("The beginning of a lockdown."),
  z
    .strictObject({
      ...expected,
      action: z.literal("device"),
      lock: Name.optional().describe("The lock that is locked."),
      unlock: Name.optional().describe("The lock that is unlocked."),
      open: Name.optional().describe("The cover that is opened."),
      close: Name.optional().describe("The cover that is closed."),
      stop: Name.optional().describe("The cover that is stopped."),
      press: Name.optional().describe("The button that is pressed."),
      turn_on: Name.optional().describe("The device that is switched on."),
      turn_off: Name.optional().describe("The device that is switched off."),
    })
    .describe("A command to a device; without a name: any."),
  z.strictObject({ ...expected, action: z.literal("record"), camera: Name.optional().describe("The camera.") }).describe("A recording."),
  z.strictObject({ ...expected, action: z.literal("snapshot"), camera: Name.optional().describe("The camera.") }).describe("A picture."),
  z
    .strictObject({ ...expected, action: z.literal("notify"), message: text, notifier: Name.optional().describe("The notifier.") })
    .describe("A notification."),
  z.strictObject({ ...expected, action: z.literal("speak"), text }).describe("Something said aloud."),
  z.strictObject({ ...expected, action: z.literal("ask"), question: text, microphone: Name.optional().describe("Where.") }).describe("A question."),
  z.strictObject({ ...expected, action: z.literal("listen"), microphone: Name.optional().describe("Where.") }).describe("A microphone told to listen."),
  z.strictObject({ ...expected, action: z.literal("mqtt"), topic: text, payload: text }).describe("A message."),
  z.strictObject({ ...expected, action: z.literal("http"), url: text, body: text }).describe("An HTTP request."),
]);
export type Expected = z.output<typeof Expected>;

/** One test of rules. */
export const RuleTestCase = z
  .strictObject({
    test: z.string().min(1).describe("What the rules have to do, in a sentence."),
    mode: Name.optional().describe("The mode at the beginning; by default the first of the configuration."),
    devices: z.record(Name, z.string()).default({}).describe("The states that devices have reported."),
    weekday: z.enum(WEEKDAYS).default("mon").describe("The day on which it begins."),
    time: TimeOfDay.default("12:00").describe("The time of day at which it begins, in quotes."),
    events: z.array(z.union([Said, Happens])).min(1).max(500).describe("What happens, in the order of time."),
    until: Duration.optional().describe("How long to go on; by default until no rule waits any more."),
    expect: z.array(Expected).default([]).describe("What the rules must ask for; each is a request of its own."),
    expect_not: z.array(Expected).default([]).describe("What they must not ask for."),
  })
  .refine(({ expect, expect_not }) => expect.length + expect_not.length > 0, {
    error: "expects nothing: give expect, expect_not, or both",
  })
  .describe("Events at their times, and what the rules have to ask for because of them.");
export type RuleTestCase = z.output<typeof RuleTestCase>;

/** A file of tests; it stands beside the rule files and its name ends with `.test.yaml`. */
export const RuleTestsDocument = z
  .strictObject({
    rules: z
      .array(z.looseObject({}))
      .max(500)
      .optional()
      .describe("Rules (as in a rule file) that are tested in place of the house's: for blueprints, which are no rules yet."),
    tests: z.array(RuleTestCase).max(500).describe("The tests of this file."),
  })
  .describe("A file with tests of rules.");
