import { findingsOf } from "./issues.ts";
import type { Finding, Problem } from "./problem.ts";
import { isRecord, shapeOf } from "./schema-shape.ts";
import { RuleTestCase, RuleTestsDocument } from "./schema/rule-tests.ts";
import type { YamlFile } from "./yaml-file.ts";

/** A test with its place. */
interface LoadedTest {
  readonly test: RuleTestCase;
  /** Gives a finding about the test its place in the file; the finding's path begins at the test. */
  readonly problem: (finding: Finding) => Problem;
}

const shape = shapeOf(RuleTestsDocument);

/** What a file of tests holds. */
interface ReadTests {
  readonly tests: readonly LoadedTest[];
  readonly problems: Problem[];
  /** Whether the tests are of the file's own rules, which are checked as rules are. */
  readonly hasRules: boolean;
}

/** Checks one file of tests against its schema. Tests that are right are kept beside those that are wrong. */
export function readRuleTests(file: YamlFile): ReadTests {
  const problems = [...file.problems];
  if (!file.readable) return { tests: [], problems, hasRules: false };
  const read = file.data(() => null);
  const hasRules = isRecord(read) && read.rules !== undefined;
  const data = hasRules ? { ...read, rules: undefined } : read;
  const result = RuleTestsDocument.safeParse(data);
  if (!result.success) {
    const written = (path: readonly (string | number)[]): string | null => file.written(path);
    const findings = findingsOf(result.error.issues, { data, shape, written });
    problems.push(...findings.map((finding) => file.problem(finding)));
  }
  const entries: unknown[] = isRecord(data) && Array.isArray(data.tests) ? data.tests : [];
  const tests = entries.flatMap((entry, index): LoadedTest[] => {
    const test = RuleTestCase.safeParse(entry);
    const problem = (finding: Finding): Problem =>
      file.problem({ ...finding, path: ["tests", index, ...finding.path] });
    return test.success ? [{ test: test.data, problem }] : [];
  });
  return { tests, problems, hasRules };
}
