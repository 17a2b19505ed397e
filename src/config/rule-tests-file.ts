import { findingsOf } from "./issues.ts";
import type { Finding, Problem } from "./problem.ts";
import { isRecord, shapeOf } from "./schema-shape.ts";
import { RuleTestCase, RuleTestsDocument } from "./schema/rule-tests.ts";
import type { YamlFile } from "./yaml-file.ts";

/** A test with its place. */
export interface LoadedTest {
  readonly test: RuleTestCase;
  /** Gives a finding about the test its place in the file; the finding's path begins at the test. */
  readonly problem: (finding: Finding) => Problem;
}

const shape = shapeOf(RuleTestsDocument);

/** Checks one file of tests against its schema. Tests that are right are kept beside those that are wrong. */
export function readRuleTests(file: YamlFile): { tests: LoadedTest[]; problems: Problem[] } {
  const problems = [...file.problems];
  if (!file.readable) return { tests: [], problems };
  const data = file.data(() => null);
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
  return { tests, problems };
}
