import type { Command } from "commander";
import { journalPath, openJournalReader } from "../../adapters/sqlite/journal.ts";
import { OUTCOMES, type Trace } from "../../rules/ports.ts";
import { GatehouseError } from "../../runtime/errors.ts";
import { limitOf } from "../../surfaces/cli/event-filter.ts";
import { paintFor } from "../../surfaces/cli/paint.ts";
import { timeText } from "../../surfaces/cli/time-text.ts";
import { traceText } from "../../surfaces/cli/trace-text.ts";
import type { CommandContext } from "../command-context.ts";

type Context = Pick<CommandContext, "configPath" | "stateDirectory" | "out">;
type AllContext = Context & Pick<CommandContext, "err" | "signal">;

/** Adds `gatehouse rules`. */
export function registerRules(program: Command, context: AllContext): void {
  const rules = program
    .command("rules")
    .description("look at the rules: what they did, and whether they do what they should");
  rules
    .command("trace")
    .description("the latest runs of a rule, step by step: triggers, conditions with their values, actions")
    .argument("<rule>", "the rule's id")
    .option("--outcome <outcome>", `only those that ended so: ${OUTCOMES.join(", ")}`)
    .option("--limit <count>", "at most so many, the latest (default: 10)")
    .option("--json", "one JSON object a line, latest first")
    .action((rule: string, options: TraceOptions) => showTraces(rule, options, context));
  for (const [name, enabled] of [
    ["enable", true],
    ["disable", false],
  ] as const)
    rules
      .command(name)
      .description(
        enabled ? "let a rule run again that was switched off" : "let a rule run no more until it is enabled",
      )
      .argument("<rule>", "the rule's id")
      .option("--json", "print one JSON object")
      .action((rule: string, options: { json?: boolean }) => switchRule({ rule, enabled }, options, context));
  rules
    .command("test")
    .description(
      "run the tests beside the rules (*.test.yaml); no device is touched. Exit code 1 if one fails",
    )
    .argument("[files...]", "only these files of tests")
    .option("--watch", "run them again whenever a file is saved, until you press Ctrl-C")
    .option("--json", "one JSON object a test, and a summary last")
    .action(async (files: string[], options: { watch?: boolean; json?: boolean }) => {
      const { testRules } = await import("../rule-tests/command.ts");
      return testRules(files, options, context);
    });
}

/**
 * Leaves word for the daemon that a rule is to be switched.
 *
 * @throws GatehouseError WHY_NO_RULE, RULE_OFF_IN_FILE (refused)
 */
export async function switchRule(
  wish: { readonly rule: string; readonly enabled: boolean },
  { json }: { json?: boolean },
  context: Context,
): Promise<void> {
  const { noRule, rulesAt } = await import("./why-not.ts");
  const { wishRule } = await import("../brain/rule-wishes.ts");
  const { sources } = await rulesAt(await context.configPath());
  const source = sources.find(({ id }) => id === wish.rule);
  if (source === undefined) throw noRule(wish.rule, sources);
  if (!source.enabled)
    throw new GatehouseError(
      "RULE_OFF_IN_FILE",
      `The file of rule ${wish.rule} says enabled: false; change it there.`,
      { kind: "refused" },
    );
  await wishRule(await context.stateDirectory(), wish);
  const state = wish.enabled ? "on" : "off";
  const text = `Rule ${wish.rule} is to be ${state}. A daemon that runs does so at once, another one when it starts.`;
  context.out.write(`${json === true ? JSON.stringify(wish) : text}\n`);
}

export interface TraceOptions {
  readonly outcome?: string;
  readonly limit?: string;
  readonly json?: boolean;
}

/**
 * Prints the traces of a rule that are still kept, latest first.
 *
 * @throws GatehouseError RULES_OUTCOME_UNKNOWN (usage), WHY_NO_RULE (refused); and those of `openJournalReader`
 */
export async function showTraces(rule: string, options: TraceOptions, context: Context): Promise<void> {
  const outcome = outcomeNamed(options.outcome);
  const limit = options.limit === undefined ? 10 : limitOf(options.limit);
  const journal = await openJournalReader(journalPath(await context.stateDirectory()));
  try {
    const kept = await journal.traces.traces(rule);
    if (kept.length === 0) await refuseUnknown(rule, context);
    const wanted = kept.filter((trace) => outcome === null || trace.outcome === outcome).slice(0, limit);
    if (options.json === true) for (const trace of wanted) context.out.write(`${JSON.stringify(trace)}\n`);
    else context.out.write(humanText(rule, wanted, context));
  } finally {
    journal.close();
  }
}

function humanText(rule: string, traces: readonly Trace[], { out }: Context): string {
  if (traces.length === 0)
    return `No such run of ${rule} is kept. Why it did not run: gatehouse why --not ${rule}\n`;
  const [paint, times] = [paintFor(out, process.env), timeText()];
  return traces.map((trace) => traceText(trace, paint, times)).join("\n");
}

function outcomeNamed(text: string | undefined): Trace["outcome"] | null {
  if (text === undefined) return null;
  const outcome = OUTCOMES.find((name) => name === text);
  if (outcome !== undefined) return outcome;
  throw new GatehouseError(
    "RULES_OUTCOME_UNKNOWN",
    `No run ends "${text}"; they end ${OUTCOMES.join(", ")}.`,
    {
      kind: "usage",
    },
  );
}

async function refuseUnknown(rule: string, context: Context): Promise<void> {
  const { noRule, rulesAt } = await import("./why-not.ts");
  const { sources } = await rulesAt(await context.configPath());
  if (!sources.some(({ id }) => id === rule)) throw noRule(rule, sources);
}
