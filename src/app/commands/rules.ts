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
