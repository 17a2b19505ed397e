import { z } from "zod";
import { durationBetween } from "../values.ts";
import { RuleAction } from "./actions.ts";
import { Condition, Trigger } from "./triggers.ts";
import { Variables } from "./variables.ts";

const idError = "expected an id of small letters, digits, - and _, such as open-for-family";

/** One rule. */
export const Rule = z
  .strictObject({
    id: z
      .string(idError)
      .regex(/^[a-z0-9][a-z0-9_-]{0,62}$/, idError)
      .describe("Names the rule; unique among all files."),
    alias: z.string().min(1).optional().describe("Name for people."),
    enabled: z.boolean().default(true).describe("false: keep the rule, but do not run it."),
    triggers: z.array(Trigger).min(1).max(32).describe("What starts it: any one of these."),
    variables: Variables.optional().describe("Variables that every run begins with; expressions read them as `vars.NAME`."),
    conditions: z
      .array(Condition, "expected a list of conditions, each an expression in quotes or a structured form")
      .max(32)
      .default([])
      .describe("What must hold as well: all of these."),
    actions: z.array(RuleAction).min(1).max(64).describe("What is done, in this order."),
    mode: z
      .enum(["single", "restart", "queued", "parallel"])
      .default("single")
      .describe(
        "When it is triggered while it still runs: ignore it (`single`), begin again (`restart`), run later (`queued`) or beside it (`parallel`).",
      ),
    cooldown: durationBetween("1s", "24h").optional().describe("After it has started it does not start again for so long."),
    on_edit: z
      .enum(["stop", "finish"])
      .optional()
      .describe("What becomes of runs under way when the rule is edited: they `stop` (so by default), or `finish` as it was before."),
    max: z.int().min(1).max(10).default(10).describe("How many runs may be queued or parallel."),
  })
  .describe("When this happens, and that holds, do these things.");

/** What a rule was made from. */
export interface RuleOrigin {
  /** Name of the blueprint. */
  readonly blueprint: string;
  /** Values that expressions know as `input`. */
  readonly input: Readonly<Record<string, string | number | boolean | readonly string[]>>;
}

/** A rule as plain data: defaults filled in, durations in ms, blueprints written out. */
export type Rule = z.output<typeof Rule> & { readonly origin?: RuleOrigin };

/** A rule file whose blueprints are written out. */
export const RulesDocument = z
  .strictObject({ rules: z.array(Rule).max(500).describe("The rules of this file.") })
  .describe("A file with rules.");
