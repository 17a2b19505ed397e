import { configIo, ruleTestFiles } from "../../adapters/config-files/config-io.ts";
import { readRuleTests } from "../../config/rule-tests-file.ts";
import type { Position, Problem } from "../../config/problem.ts";
import type { RuleTestCase } from "../../config/schema/rule-tests.ts";
import { YamlFile } from "../../config/yaml-file.ts";
import { compileGrammar } from "../../perception/voice/grammar.ts";
import { nearMisses, type NearMiss } from "../../rules/near-misses.ts";
import { runRuleTest, type RuleTestResult } from "../../rules/rule-test.ts";
import type { RuleSource } from "../../rules/source.ts";
import { voiceIntents } from "../../rules/voice.ts";
import { messageOf } from "../../runtime/errors.ts";
import { guardedModes } from "../brain/guard-policies.ts";
import type { CheckedConfiguration } from "../check-configuration.ts";
import { checkAt } from "../configuration.ts";
import { spokenVocabulary } from "../spoken-vocabulary.ts";
import { prepareTest, type TestSurroundings } from "./prepare.ts";

/** A test that was run, with what explains it. */
export interface TestedRule {
  readonly written: RuleTestCase;
  readonly position: Position;
  readonly beginAt: number;
  readonly result: RuleTestResult;
  /** By rule that something was expected of: the events that came near its triggers. */
  readonly nearMisses: Readonly<Record<string, readonly NearMiss[]>>;
}

/** Everything that came of the test files. */
export interface TestedFiles {
  readonly tested: readonly TestedRule[];
  /** Tests that cannot be run as they are written. */
  readonly problems: readonly Problem[];
  readonly files: readonly string[];
}

/**
 * Runs every test beside the rules of a configuration.
 *
 * @param files only these; null: all of them
 */
export async function runTestFiles(
  configuration: CheckedConfiguration,
  files: readonly string[] | null = null,
): Promise<TestedFiles> {
  const paths = files ?? (await ruleTestFiles(configuration.folders));
  const tested: TestedRule[] = [];
  const problems: Problem[] = [];
  for (const path of paths) {
    const file = await yamlAt(path);
    const read = readRuleTests(file);
    problems.push(...read.problems);
    const house = read.hasRules ? await checkAt(configuration.path, { rules: path }) : configuration;
    if (!house.ok) {
      problems.push(...house.problems.filter(({ severity }) => severity === "error"));
      continue;
    }
    const around = surroundingsOf(house);
    for (const { test: written, problem } of read.tests) {
      const { test, findings } = prepareTest(written, around);
      problems.push(...findings.map(problem));
      if (findings.length > 0) continue;
      const result = runRuleTest(house.program, test);
      const { position } = problem({ severity: "error", path: ["test"], message: "" });
      tested.push({
        written,
        position,
        beginAt: test.beginAt,
        result,
        nearMisses: missesOf(written, result, house),
      });
    }
  }
  return { tested, problems, files: paths };
}

async function yamlAt(path: string): Promise<YamlFile> {
  try {
    return new YamlFile(path, await configIo.readFile(path));
  } catch (error) {
    const file = new YamlFile(path, "");
    file.problems.push(
      file.problem({ severity: "error", path: [], message: `cannot be read: ${messageOf(error)}` }),
    );
    return file;
  }
}

function rulesOf({ rules }: CheckedConfiguration): RuleSource[] {
  return rules.flatMap((file) => file.rules.map(({ rule }) => rule));
}

function surroundingsOf(configuration: CheckedConfiguration): TestSurroundings {
  const { config, program } = configuration;
  const rules = rulesOf(configuration);
  const guarded = guardedModes(config.modes);
  return {
    world: program.world,
    localTime: program.localTime,
    // Who is enrolled is the household's; tests of rules are the same everywhere.
    grammar: compileGrammar({
      wakePhrase: null,
      intents: voiceIntents(rules, { guardedModes: guarded }),
      ...spokenVocabulary(config, []),
    }),
    ruleIds: rules.map(({ id }) => id),
    guardedModes: guarded,
  };
}

function missesOf(
  written: RuleTestCase,
  { missing, events }: RuleTestResult,
  configuration: CheckedConfiguration,
): Record<string, NearMiss[]> {
  const asked = new Set(missing.flatMap((index) => written.expect[index]?.rule ?? []));
  const { localTime } = configuration.program;
  return Object.fromEntries(
    rulesOf(configuration)
      .filter(({ id }) => asked.has(id))
      .map((rule) => [rule.id, nearMisses(rule, { events, localTime })]),
  );
}
