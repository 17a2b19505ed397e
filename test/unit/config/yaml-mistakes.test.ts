import { describe, expect, it } from "vitest";
import { headOf, problemsOf } from "../../fakes/checked-house.ts";

const first = async (rules: string): Promise<string> => headOf((await problemsOf({ rules }))[0] ?? "nothing");

describe("mistakes of YAML", () => {
  it.each([
    [
      "a template without quotes",
      "rules:\n  - text: {{ trigger.person }}\n",
      "2:12: a key must be a plain name",
    ],
    ["an alias", "rules: &a []\nmore: *a\n", "2:7: aliases (*name) are not supported"],
    ["an unknown tag", "rules: !foo []\n", "Unresolved tag: !foo"],
    ["a tab", "rules:\n\t- id: x\n", "2:1: a tab is used to indent"],
    ["two documents", "rules: []\n---\nrules: []\n", "several documents"],
    ["a list at the top", "- id: x\n", "1:1: found a list, expected a mapping"],
    ["an empty file", "", "1:1: the file is empty"],
    ["deep nesting", `rules: ${"[".repeat(5000)}`, "too big or too deep"],
  ])("%s is told with its place", async (_, rules, message) => {
    expect(await first(rules)).toContain(message);
  });

  it("in one file do not hide the problems of others", async () => {
    const problems = await problemsOf({ rules: { "a.yaml": "rules: [", "b.yaml": "rules: 3\n" } });
    expect(problems.map(headOf)).toEqual([
      expect.stringContaining("rules/a.yaml:1:9: not valid YAML"),
      expect.stringContaining("rules/b.yaml:1:8: found 3, expected a list"),
    ]);
  });

  it("point into strings of every style", async () => {
    const rule = (condition: string): string =>
      `rules:\n  - id: a\n    triggers: [{ trigger: start }]\n    actions: [{ wait: 1s }]\n    conditions:\n${condition}`;
    expect(await first(rule("      - mode == mood\n"))).toContain("6:17: ");
    expect(await first(rule("      - 'answer == ''a'' || mood'\n"))).toContain("6:29: ");
    expect(await first(rule('      - "answer == \\"a\\" || mood"\n'))).toContain("6:29: ");
    expect(await first(rule("      - |\n        answer == 'a' ||\n          mood\n"))).toContain("8:11: ");
    expect(await first(rule("      - >\n        answer == 'a' ||\n        mood\n"))).toContain("8:9: ");
    expect(await first(rule("      - answer == 'a' ||\n        mood\n"))).toContain("7:9: ");
  });
});
