import { describe, expect, it } from "vitest";
import { headOf, problemsOf } from "../../fakes/checked-house.ts";
import { asked, fields, RuleBench, told } from "../../fakes/rule-bench.ts";

const rules = (more = ""): string => `rules:
  - id: one
    mode: single
    triggers: [{ trigger: mqtt, topic: go }]
    actions:
      - action: wait_for
        triggers: [{ trigger: device, device: lamp, to: "ON" }, { trigger: mqtt, topic: done }]
        timeout: 10s
        ${more}
      - { action: speak, text: "{{ wait.completed }} {{ wait.trigger.kind }} {{ wait.trigger.to }}" }
`;
const waiting = async (more?: string): Promise<RuleBench> => {
  const house = await RuleBench.of(rules(more));
  house.send(100, "message.received", fields.message("go", ""));
  return house;
};
const lamp = fields.device("lamp", "OFF", "ON");

describe("wait_for", () => {
  it("goes on with what came, and traces which trigger it was", async () => {
    const house = await waiting();
    expect(asked(house.send(101, "device.changed", fields.device("lamp", "ON", "OFF")))).toEqual([]);
    const result = house.send(102, "device.changed", lamp);
    expect(asked(result)).toEqual(["speak:true device ON"]);
    expect(result.traces[0]?.steps.map(({ path }) => path)).toContain("actions/0/triggers/0");
  });

  it("goes on after its timeout, or stops if the rule says so", async () => {
    expect(asked((await waiting()).timer(110))).toEqual(["speak:false  "]);
    expect(told((await waiting("continue_on_timeout: false")).timer(110))).toEqual([
      "one stopped: waited in vain (continue_on_timeout: false)",
    ]);
  });

  it("goes on waiting after a restart, and says that it may have missed something", async () => {
    const house = await waiting();
    const restarted = house.restart(105);
    expect(restarted.traces[0]).toMatchObject({ outcome: "running" });
    expect(told(restarted)[0]).toContain("what happened meanwhile was not seen");
    expect(asked(house.send(106, "device.changed", lamp))).toEqual(["speak:true device ON"]);
  });

  it("that ended while Gatehouse was down says how late it is", async () => {
    const house = await waiting();
    const result = house.restart(160);
    expect(asked(result)).toEqual(["speak:false  "]);
    expect(result.traces[0]?.steps.map(({ detail }) => detail)).toContain(
      "nothing came within 10 s; 50 s late, Gatehouse was not running",
    );
  });

  it("is not ended by the event because of which it begins, nor two in a row by one event", async () => {
    const house = await RuleBench.of(`rules:
  - id: one
    triggers: [{ trigger: mqtt, topic: go }]
    actions:
      - { action: wait_for, triggers: [{ trigger: mqtt, topic: go }], timeout: 10s }
      - { action: wait_for, triggers: [{ trigger: mqtt, topic: go }], timeout: 10s }
      - { action: speak, text: both }
`);
    const go = (at: number): string[] => asked(house.send(at, "message.received", fields.message("go", "")));
    expect([go(1), go(2), go(3)]).toEqual([[], [], ["speak:both"]]);
  });

  it("may wait for a time of day", async () => {
    const house = await RuleBench.of(`rules:
  - id: one
    triggers: [{ trigger: mqtt, topic: go }]
    actions:
      - { action: wait_for, triggers: [{ trigger: time, at: "12:01" }], timeout: 1h }
      - { action: speak, text: "{{ wait.trigger.at }}" }
`);
    expect(house.program.listensTo.has("clock.ticked")).toBe(true);
    house.send(1, "clock.ticked", { which: "minute" });
    house.send(2, "message.received", fields.message("go", ""));
    expect(asked(house.send(61, "clock.ticked", { which: "minute" }))).toEqual(["speak:12:01"]);
  });

  it("takes no commands and no `for`, and knows the house's names", async () => {
    const triggers = (list: string): string =>
      rules().replace(/triggers: \[\{ trigger: device.*/, `triggers: [${list}]`);
    const problems = async (list: string): Promise<string[]> =>
      (await problemsOf({ rules: triggers(list) })).map(headOf);
    expect(await problems("{ trigger: voice, sentences: [stop] }")).toEqual([
      "rules/rules.yaml:7:31: a spoken command cannot be waited for; `action: ask` waits for an answer",
      expect.any(String),
    ]);
    expect(await problems("{ trigger: mode, to: sentrie, from: home }")).toContain(
      'rules/rules.yaml:7:41: there is no mode "sentrie" (declared: home, away, sentry, night); did you mean "sentry"?',
    );
  });
});
