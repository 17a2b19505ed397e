import { describe, expect, it } from "vitest";
import type { StepResult } from "../../../src/rules/step.ts";
import { asked, fields, RuleBench, told } from "../../fakes/rule-bench.ts";

const send = (house: RuleBench, seconds: number, topic: string): StepResult =>
  house.send(seconds, "message.received", fields.message(topic, ""));
const lamp = (from: string, to: string) => fields.device("lamp", from, to);

const RULES = `rules:
  - { id: tea, triggers: [{ trigger: timer, timer: tea }], actions: [{ action: speak, text: timer }] }
  - { id: brew, triggers: [{ trigger: mqtt, topic: brew }], actions: [{ action: timer, start: tea, for: 4s }] }
  - { id: stays, triggers: [{ trigger: device, device: lamp, to: "ON", for: 6s }], actions: [{ action: speak, text: lamp }] }
  - { id: person, triggers: [{ trigger: person, for: 12s }], actions: [{ action: speak, text: person }] }
  - id: waits
    mode: parallel
    triggers: [{ trigger: mqtt, topic: go }]
    actions: [{ wait: 9s }, { action: speak, text: wait }]
  - id: either
    triggers: [{ trigger: mqtt, topic: either }]
    actions:
      - { action: wait_for, triggers: [{ trigger: mode, to: away, for: 3s }], timeout: 20s }
      - { action: speak, text: "either {{ wait.completed }}" }
`;

describe("what is due", () => {
  const begun = async (): Promise<RuleBench> => {
    const house = await RuleBench.of(RULES);
    send(house, 100, "go");
    send(house, 100, "either");
    house.send(100, "person.appeared", fields.appeared());
    house.send(100, "device.changed", lamp("OFF", "ON"));
    send(house, 100, "brew");
    house.send(100, "mode.changed", fields.mode("home", "away"));
    return house;
  };

  it("comes in the order of its times, whatever it is, also when much of it is late", async () => {
    const house = await begun();
    expect(asked(house.timer(160))).toEqual([
      ...["speak:either true", "speak:timer", "speak:lamp", "speak:wait", "speak:person"],
    ]);
  });

  it("comes each in its time: the next of it says when to wake", async () => {
    const house = await begun();
    const woken: [number | null, string[]][] = [];
    while (house.wakeAtT !== null) woken.push([house.wakeAtT, asked(house.timer(house.wakeAtT / 1000))]);
    expect(woken).toEqual([
      [103_000, ["speak:either true"]],
      [104_000, ["speak:timer"]],
      [106_000, ["speak:lamp"]],
      [109_000, ["speak:wait"]],
      [112_000, ["speak:person"]],
    ]);
  });

  it.each([
    ["a wait", "go", 109_000],
    ["a wait_for's timeout", "either", 120_000],
    ["a timer", "brew", 104_000],
  ])("wakes for %s alone", async (_, topic, wakeAtT) => {
    const house = await RuleBench.of(RULES);
    send(house, 100, topic);
    expect(house.wakeAtT).toBe(wakeAtT);
  });

  it("wakes for what has begun to last, alone", async () => {
    const house = await RuleBench.of(RULES);
    house.send(100, "device.changed", lamp("OFF", "ON"));
    expect(house.wakeAtT).toBe(106_000);
    expect(asked(house.timer(105.999))).toEqual([]);
    expect(asked(house.timer(106))).toEqual(["speak:lamp"]);
  });

  it("is said to be late from two seconds on", async () => {
    const after = async (seconds: number): Promise<string[]> => {
      const house = await RuleBench.of(RULES);
      send(house, 100, "go");
      const [trace] = house.timer(seconds).traces;
      return trace?.steps.map(({ detail }) => detail).slice(2, 3) ?? [];
    };
    expect(await after(109)).toEqual(["waited"]);
    expect(await after(111)).toEqual(["waited"]);
    expect(await after(111.5)).toEqual(["waited; 3 s late, Gatehouse was not running"]);
  });
});

describe("what is due in one moment", () => {
  const branches = (first: string, second: string): string => `rules:
  - id: one
    triggers: [{ trigger: mqtt, topic: go }]
    actions: [{ action: parallel, branches: [[{ wait: 5s }, ${first}], [{ wait: 5s }, ${second}]] }]
`;

  it("is all done, where nothing ends the run", async () => {
    const house = await RuleBench.of(branches("{ action: speak, text: a }", "{ action: speak, text: b }"));
    send(house, 100, "go");
    expect(asked(house.timer(105))).toEqual(["speak:a", "speak:b"]);
  });

  it("is not done any more, where something before has ended the run", async () => {
    const house = await RuleBench.of(branches("{ action: stop, reason: over }", "{ action: lockdown }"));
    send(house, 100, "go");
    const result = house.timer(105);
    expect(asked(result)).toEqual([]);
    expect(told(result)).toEqual(["one stopped: over"]);
  });

  it.each([
    ["another wait", "{ wait: 5s }"],
    ["branches", "{ action: parallel, branches: [[{ wait: 5s }], [{ wait: 5s }]] }"],
  ])("is no timeout of a wait that has been gone on from, to %s", async (_, next) => {
    const house = await RuleBench.of(`rules:
  - id: one
    triggers: [{ trigger: mqtt, topic: go }]
    actions:
      - { action: wait_for, triggers: [{ trigger: mode, to: away, for: 3s }], timeout: 10s }
      - ${next}
      - { action: speak, text: "{{ wait.completed }}" }
`);
    send(house, 100, "go");
    house.send(107, "mode.changed", fields.mode("home", "away"));
    expect(asked(house.timer(110))).toEqual([]);
    expect(asked(house.timer(115))).toEqual(["speak:true"]);
  });
});
