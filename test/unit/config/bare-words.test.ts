import { expect, test } from "vitest";
import { headOf, problemsOf } from "../../fakes/checked-house.ts";

const rulesWith = (condition: string): string => `rules:
  - id: one
    triggers: [{ trigger: start }]
    conditions: ['${condition}']
    actions: [{ action: mode, set: home }]
`;

test("a bare word in an expression is told to be a text without its quotes", async () => {
  const [problem] = await problemsOf({ rules: rulesWith("mode == sentry") });
  expect(headOf(problem ?? "")).toMatch(/there is no "sentry" here; .*\. A text stands in quotes: "sentry"$/);
});

test("a misspelt name is not taken for a text", async () => {
  const [problem] = await problemsOf({ rules: rulesWith('moda == "sentry"') });
  expect(headOf(problem ?? "")).toMatch(/there is no "moda" here; .*; did you mean "mode"\?$/);
});
