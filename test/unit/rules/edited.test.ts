import { describe, expect, it } from "vitest";
import { houseWith } from "../../fakes/checked-house.ts";
import { asked, fields, RuleBench, told } from "../../fakes/rule-bench.ts";

const RULE = `rules:
  - id: one
    triggers: [{ trigger: mqtt, topic: go }]
    on_edit: finish
    actions: [{ wait: 5s }, { action: speak, text: old }, { wait: 5s }, { action: speak, text: "{{ mode }}" }]
`;
const waiting = async (rules = RULE): Promise<RuleBench> => {
  const house = await RuleBench.of(rules);
  house.send(100, "message.received", fields.message("go", ""));
  return house;
};
const edited = async (house: RuleBench, rules: string): Promise<void> => {
  house.program = (await houseWith(rules)).program;
};

describe("runs of a rule that is edited, with on_edit: finish", () => {
  it("finish as the rule was before, also after a restart; later runs follow the new one", async () => {
    const house = await waiting();
    await edited(house, RULE.replace("text: old", "text: new"));
    expect(asked(house.timer(105))).toEqual(["speak:old"]);
    house.restart(106);
    expect(asked(house.timer(110))).toEqual(["speak:home"]);
    expect(house.state.versions).toEqual({});
    house.send(200, "message.received", fields.message("go", ""));
    expect(asked(house.timer(205))).toEqual(["speak:new"]);
  });

  it("stop when the edited rule does not say so any more", async () => {
    const house = await waiting();
    await edited(house, RULE.replace("on_edit: finish", "on_edit: stop"));
    expect(told(house.timer(101))).toEqual(["one stopped: the rule was changed meanwhile"]);
    expect(house.state.versions).toEqual({});
  });

  it("stop when the rule is gone, or when what it was before does not fit the house any more", async () => {
    const gone = await waiting();
    await edited(gone, "rules: []\n");
    expect(told(gone.timer(101))).toEqual(["one stopped: the rule is gone or switched off"]);
    const unfit = await waiting(RULE.replace("{{ mode }}", "{{ devices.lamp }}"));
    const { program } = await houseWith(RULE);
    unfit.program = { ...program, revive: () => null };
    expect(told(unfit.timer(101))[0]).toContain("does not fit the configuration any more");
  });

  it("count for the rule's mode: single", async () => {
    const house = await waiting();
    await edited(house, RULE.replace("text: old", "text: new"));
    expect(told(house.send(101, "message.received", fields.message("go", "")))).toEqual([
      "one stopped: it is running already (mode: single)",
    ]);
  });
});
