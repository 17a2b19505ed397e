import { expect, it } from "vitest";
import { houseWith } from "../../fakes/checked-house.ts";
import { asked, fields, RuleBench, told } from "../../fakes/rule-bench.ts";

const BLUEPRINT = `blueprint:
  name: Says something
  input:
    topic: { type: text }
    words: { type: text, default: hello }
    times: { type: number, default: 2 }
    modes: { type: mode, multiple: true, default: home }
triggers: [{ trigger: mqtt, topic: !input topic }]
conditions: [mode in input.modes]
actions:
  - action: repeat
    count: !input times
    actions: [{ action: speak, text: "{{ input.words }} ({{ repeat.index }} of {{ input.times }})" }, { wait: 5s }]
`;
const using = (input: string, blueprint = BLUEPRINT): Record<string, string> => ({
  "rules.yaml": `rules:\n  - { id: one, use_blueprint: { path: say, input: ${input} } }\n`,
  "blueprints/say.yaml": blueprint,
});
const go = (house: RuleBench, seconds: number) =>
  house.send(seconds, "message.received", fields.message("go", ""));

it("runs with the values of its inputs", async () => {
  const house = await RuleBench.of(using("{ topic: go }"));
  expect(asked(go(house, 1))).toEqual(["speak:hello (1 of 2)"]);
  expect(asked(house.timer(6))).toEqual(["speak:hello (2 of 2)"]);
});

it("takes a text for a text, whatever is in it", async () => {
  const words = `'{{ mode }} }} " + mode + "'`;
  const house = await RuleBench.of(using(`{ topic: go, words: ${words}, times: 1 }`));
  expect(asked(go(house, 1))).toEqual(['speak:{{ mode }} }} " + mode + " (1 of 1)']);
});

it("tells in its trace which blueprint it is from, and by what values it was judged", async () => {
  const house = await RuleBench.of(using("{ topic: go, modes: [away, night] }"));
  const [trace] = go(house, 1).traces;
  expect(trace).toMatchObject({
    rule: "one",
    blueprint: "say",
    outcome: "condition-false",
    steps: [
      { path: "triggers/0" },
      { path: "conditions/0", values: { mode: "home", "input.modes": ["away", "night"] } },
    ],
  });
});

it("stops when its blueprint is edited meanwhile, or finishes as it was with on_edit: finish", async () => {
  for (const [more, expected] of [
    ["", []],
    [", on_edit: finish", ["speak:hello (2 of 2)"]],
  ] as const) {
    const files = using("{ topic: go }");
    const rules = files["rules.yaml"]?.replace(" }\n", `${more} }\n`) ?? "";
    const house = await RuleBench.of({ ...files, "rules.yaml": rules });
    go(house, 1);
    const edited = BLUEPRINT.replace("default: hello", "default: good evening");
    house.program = (await houseWith({ "rules.yaml": rules, "blueprints/say.yaml": edited })).program;
    const result = house.timer(6);
    expect(asked(result)).toEqual(expected);
    if (more === "") expect(told(result)).toEqual(["one stopped: the rule was changed meanwhile"]);
    house.timer(11);
    expect(asked(go(house, 20))).toEqual(["speak:good evening (1 of 2)"]);
  }
});
