import { z } from "zod";
import { durationBetween, Name, TimeOfDay } from "../values.ts";
import { Rule } from "./rules.ts";

const about = {
  name: z.string().min(1).optional().describe("Name for people."),
  description: z.string().min(1).optional().describe("What it is for."),
};

const leftOut = "`null`: it may be left out, and so is the key where it stands.";

/** Types of inputs whose values are names or texts. */
const WORDS = ["camera", "zone", "microphone", "device", "mode", "group", "person", "notifier", "text"] as const;

const Words = z
  .strictObject({
    type: z.enum(WORDS).describe("What it is. Names are looked up in the configuration, but for those of people."),
    ...about,
    multiple: z.boolean().default(false).describe("Whether it is a list; a single one may be written without the list."),
    options: z.array(z.string().min(1)).min(1).max(50).optional().describe("Only these."),
    default: z
      .union([z.string(), z.array(z.string()).max(50), z.null()], { error: "expected a text, or a list of texts" })
      .optional()
      .describe(`What it is if it is not given. ${leftOut}`),
  })
  .describe("A name, a text, or a list of them.");

const NumberInput = z
  .strictObject({
    type: z.literal("number"),
    ...about,
    min: z.number().optional().describe("The least."),
    max: z.number().optional().describe("The most."),
    default: z.number().nullable().optional().describe(`What it is if it is not given. ${leftOut}`),
  })
  .describe("A number.");

const BooleanInput = z
  .strictObject({
    type: z.literal("boolean"),
    ...about,
    default: z.boolean().optional().describe("What it is if it is not given."),
  })
  .describe("True or false.");

const Bound = z.string().refine((text) => durationBetween("1ms", "365 days").safeParse(text).success, {
  error: "expected a duration with its unit, such as 10s or 2m",
});

const DurationInput = z
  .strictObject({
    type: z.literal("duration"),
    ...about,
    min: Bound.optional().describe("The shortest."),
    max: Bound.optional().describe("The longest."),
    default: z.string().nullable().optional().describe(`What it is if it is not given. ${leftOut}`),
  })
  .describe("A duration with its unit, such as 10s.");

const TimeInput = z
  .strictObject({
    type: z.literal("time"),
    ...about,
    default: TimeOfDay.nullable().optional().describe(`What it is if it is not given. ${leftOut}`),
  })
  .describe('A time of day, in quotes: "22:30".');

const ListInput = z
  .strictObject({
    type: z.enum(["triggers", "conditions", "actions"]).describe("Whole parts of a rule."),
    ...about,
    default: z.array(z.unknown()).max(64).optional().describe("What it is if it is not given."),
  })
  .describe("A list of triggers, conditions or actions, as a rule has them.");

/** What a blueprint leaves open. */
export const BlueprintInput = z.discriminatedUnion("type", [
  Words,
  NumberInput,
  BooleanInput,
  DurationInput,
  TimeInput,
  ListInput,
]);
export type BlueprintInput = z.output<typeof BlueprintInput>;

/** What a blueprint says of itself. */
export const BlueprintHeader = z
  .strictObject({
    name: z.string().min(1).describe("Name for people."),
    description: z.string().min(1).optional().describe("What rules of this kind do, and what they need."),
    input: z
      .record(Name, BlueprintInput)
      .default({})
      .describe("What has to be said, by name. It stands where `!input NAME` is written, and in expressions as `input.NAME`."),
  })
  .describe("What makes the file a blueprint.");

const { id, alias, enabled, mode, max, cooldown, on_edit } = Rule.shape;

/** A file with a blueprint: a rule without a name, and what it leaves open. For editors; the parts are checked in each rule. */
export const BlueprintDocument = Rule.omit({ id: true, alias: true, enabled: true })
  .extend({ blueprint: BlueprintHeader })
  .describe("A rule of which parts are left open.");

/** A rule that is made from a blueprint. */
export const BlueprintUse = z
  .strictObject({
    id,
    alias,
    enabled,
    use_blueprint: z
      .strictObject({
        path: z
          .string()
          .min(1)
          .describe("The blueprint's file in the folder `blueprints` of the rules; `.yaml` may be left out."),
        input: z.record(z.string(), z.unknown()).default({}).describe("The values of its inputs."),
      })
      .describe("The blueprint, and what it leaves open."),
    mode: mode.unwrap().optional().describe("Instead of the blueprint's own."),
    max: max.unwrap().optional().describe("Instead of the blueprint's own."),
    cooldown: cooldown.describe("Instead of the blueprint's own."),
    on_edit: on_edit.describe("Instead of the blueprint's own."),
  })
  .describe("A rule that is made from a blueprint.");

/** A rule file as it is written: for editors and the reference. */
export const RulesFile = z
  .strictObject({ rules: z.array(z.union([Rule, BlueprintUse])).max(500).describe("The rules of this file.") })
  .describe("A file with rules.");
