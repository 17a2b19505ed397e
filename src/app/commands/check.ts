import type { Command } from "commander";
import { formatProblem, sortProblems, type Problem } from "../../config/problem.ts";
import { GatehouseError } from "../../runtime/errors.ts";
import type { CheckedConfiguration } from "../check-configuration.ts";
import type { CommandContext } from "../command-context.ts";

type Context = Pick<CommandContext, "configPath" | "stateDirectory" | "out" | "err">;

/**
 * `gatehouse check`: everything that is wrong or doubtful in the configuration and the rules, and what the state directory
 * (spoof tests, enrolled people) and a wake word model make doubtful about them.
 */
export function registerCheck(program: Command, context: Context): void {
  program
    .command("check")
    .description("check the configuration and all rules; exit code 1 if anything is wrong")
    .option("--json", "print one JSON object a problem, and a summary last")
    .action(async (options: { json?: boolean }) => {
      const path = await context.configPath();
      // Loaded here: the schema and the expression language are large, and no other command's help needs them.
      const { checkAt } = await import("../configuration.ts");
      const result = await checkAt(path);
      const problems = result.ok ? await withHousehold(result, context) : result.problems;
      const print = options.json === true ? jsonLines : humanLines;
      for (const line of print(problems, { result: result.ok ? result : null, path }))
        context.out.write(`${line}\n`);
      if (result.ok) return;
      throw new GatehouseError("CHECK_FAILED", `${path} and its rules do not hold: ${summary(problems)}.`, {
        kind: "refused",
      });
    });
}

/** The warnings of a configuration that holds, with those that the state directory gives cause for. */
async function withHousehold(checked: CheckedConfiguration, context: Context): Promise<Problem[]> {
  const { householdProblems } = await import("../doctor/read-household.ts");
  const found = await householdProblems(checked, await context.stateDirectory(), (why) =>
    context.err.write(`gatehouse: ${why}\n`),
  );
  const { wakeModelProblems } = await import("../wake/wake-problems.ts");
  return sortProblems([
    ...checked.warnings,
    ...found,
    ...(await easilyConfused(checked)),
    ...(await wakeModelProblems(checked)),
  ]);
}

/** Sentences that are easily taken for each other. */
async function easilyConfused({ config, rules }: CheckedConfiguration): Promise<readonly Problem[]> {
  // Loaded here: no other command's help needs them.
  const { confusedSentences } = await import("../sentence-problems.ts");
  const { spokenVocabulary } = await import("../spoken-vocabulary.ts");
  const { CmuDictionary } = await import("../../adapters/pocketsphinx/model.ts");
  const loaded = rules.flatMap((file) => file.rules);
  return confusedSentences(loaded, spokenVocabulary(config, []), new CmuDictionary());
}

interface Report {
  /** Null if there are errors. */
  readonly result: CheckedConfiguration | null;
  readonly path: string;
}

function humanLines(problems: readonly Problem[], { result, path }: Report): string[] {
  const lines = problems.map((problem) => formatProblem(problem, process.cwd()));
  if (result === null) return lines;
  const rules = result.rules.reduce((sum, file) => sum + file.rules.length, 0);
  const files = `${result.rules.length} rule ${result.rules.length === 1 ? "file" : "files"}`;
  return [...lines, `${path}: ${summary(problems)}; ${rules} rules in ${files}.`];
}

function jsonLines(problems: readonly Problem[], { result }: Report): string[] {
  const lines = problems.map(({ severity, position, message, suggestion, blueprint }) => {
    const from = blueprint === undefined ? {} : { blueprint: blueprint.position };
    return JSON.stringify({ severity, ...position, message, suggestion: suggestion ?? null, ...from });
  });
  return [...lines, JSON.stringify({ ok: result !== null, ...counts(problems) })];
}

function counts(problems: readonly Problem[]): { errors: number; warnings: number } {
  const errors = problems.filter((problem) => problem.severity === "error").length;
  return { errors, warnings: problems.length - errors };
}

function summary(problems: readonly Problem[]): string {
  const { errors, warnings } = counts(problems);
  const count = (number: number, noun: string): string =>
    `${number === 0 ? "no" : number} ${noun}${number === 1 ? "" : "s"}`;
  return `${count(errors, "error")}, ${count(warnings, "warning")}`;
}
