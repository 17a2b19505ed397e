import { expect, it } from "vitest";
import { check, headOf, HOUSE, problemsOf } from "../../fakes/checked-house.ts";
import { asked, RuleBench } from "../../fakes/rule-bench.ts";

const RULES = `rules:
  - id: one
    triggers: [{ trigger: webhook, hook: bell }]
    actions: [{ action: speak, text: "{{ trigger.hook }} {{ trigger.json.n }}{{ trigger.payload }}" }]
`;
const hooks =
  'webhooks: { hooks: { bell: { token: "sixteen letters!" }, gate: { token: "sixteen letters?" } } }\n';

it("start a rule with what was sent", async () => {
  const result = await check({ config: HOUSE + hooks, rules: RULES });
  if (!result.ok) throw new Error("refused");
  const house = new RuleBench(result.program);
  expect(asked(house.send(1, "webhook.called", { hook: "bell", payload: '{"n":7}' }))).toEqual([
    'speak:bell 7{"n":7}',
  ]);
  expect(asked(house.send(2, "webhook.called", { hook: "gate", payload: "" }))).toEqual([]);
});

it("have to be declared, with a token of some length", async () => {
  expect((await problemsOf({ rules: RULES })).map(headOf)).toEqual([
    expect.stringContaining('there is no webhook "bell"'),
  ]);
  const short = HOUSE + hooks.replace("sixteen letters!", "short");
  expect((await problemsOf({ config: short })).map(headOf)).toContainEqual(
    expect.stringContaining("expected a token of at least 16 characters"),
  );
});

it("are told when their token stands in the file", async () => {
  expect((await problemsOf({ config: HOUSE + hooks })).map(headOf)).toEqual([
    expect.stringContaining("the token stands in the file"),
    expect.stringContaining("the token stands in the file"),
  ]);
});
