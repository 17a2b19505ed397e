import { describe, expect, it } from "vitest";
import { headOf, problemsOf } from "../../fakes/checked-house.ts";
import { asked, fields, RuleBench, told } from "../../fakes/rule-bench.ts";

const ruleWith = (lines: string): string => `rules:
  - id: one
    triggers: [{ trigger: mqtt, topic: go }]
${lines}`;
const go = async (lines: string, payload = ""): Promise<ReturnType<RuleBench["send"]>> =>
  (await RuleBench.of(ruleWith(lines))).send(1, "message.received", fields.message("go", payload));

describe("variables", () => {
  it("are there for conditions and actions, keep their types, and may be set anew", async () => {
    const result = await go(
      `    variables: { count: 2, name: "{{ trigger.payload }}!", next: "{{ vars.count + 1 }}" }
    conditions: ["vars.next == 3", 'vars.name == "Anna!"']
    actions:
      - { action: set, variables: { count: "{{ vars.count + vars.next }}", text: "{{ vars.name }}{{ vars.count }}" } }
      - { action: speak, text: "{{ vars.count * 2 }} {{ vars.text }}" }
`,
      "Anna",
    );
    expect(asked(result)).toEqual(["speak:10 Anna!5"]);
    expect(result.traces[0]?.steps.at(-2)).toMatchObject({
      path: "actions/0",
      values: { count: 5, text: "Anna!5" },
    });
  });

  it("are empty before they are set", async () => {
    const result = await go(`    actions:
      - { action: speak, text: "<{{ vars.later }}>" }
      - { action: set, variables: { later: x } }
`);
    expect(asked(result)).toEqual(["speak:<>"]);
  });

  it("survive a wait and a restart, each run has its own", async () => {
    const house = await RuleBench.of(
      ruleWith(`    mode: parallel
    variables: { said: "{{ trigger.payload }}" }
    actions: [{ wait: 5s }, { action: speak, text: "{{ vars.said }}" }]
`),
    );
    house.send(1, "message.received", fields.message("go", "a"));
    house.send(2, "message.received", fields.message("go", "b"));
    house.restart(3);
    expect([asked(house.timer(6)), asked(house.timer(7))]).toEqual([["speak:a"], ["speak:b"]]);
  });

  it("that cannot be worked out end the run as an error", async () => {
    const lines = `    variables: { count: 1 }
    actions: [{ action: set, variables: { count: "{{ trigger.json.n }}" } }, { action: speak, text: x }]
`;
    expect(asked(await go(lines, '{"n": 3}'))).toEqual(["speak:x"]);
    expect(told(await go(lines, '{"n": "x"}'))).toEqual([
      'one error: vars.count is a whole number; "x" is none.',
    ]);
    const before = `    variables: { bad: "{{ trigger.json.a.b }}" }\n    actions: [{ action: speak, text: x }]\n`;
    expect((await go(before, "{}")).traces[0]).toMatchObject({
      outcome: "error",
      steps: [{}, { path: "variables/bad" }],
    });
  });

  it("cannot grow without end", async () => {
    const result = await go(`    variables: { text: abcdefgh }
    actions:
      - { action: repeat, count: 1000, actions: [{ action: set, variables: { text: "{{ vars.text }}{{ vars.text }}" } }] }
`);
    expect(told(result)).toEqual(["one error: vars.text would be longer than 4096 characters."]);
  });
});

describe("checking variables", () => {
  const problems = async (lines: string): Promise<string[]> =>
    (await problemsOf({ rules: ruleWith(lines) })).map(headOf);

  it("finds misspelt names and types that do not go together", async () => {
    expect(
      await problems(`    variables: { count: 1 }
    actions:
      - { action: set, variables: { count: many } }
      - { action: speak, text: "{{ vars.cuont }}" }
      - { if: ['vars.count == "x"'], then: [] }
`),
    ).toEqual([
      "rules/rules.yaml:6:44: vars.count is a whole number where it is set first, and this is a text",
      'rules/rules.yaml:7:41: there is no "cuont" here; there are: count; did you mean "count"?',
      "rules/rules.yaml:8:17: these types do not go together: int == string",
    ]);
  });
});
