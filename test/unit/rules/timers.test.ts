import { describe, expect, it } from "vitest";
import { headOf, problemsOf } from "../../fakes/checked-house.ts";
import { asked, fields, NOON, RuleBench } from "../../fakes/rule-bench.ts";

const RULES = `rules:
  - id: light
    triggers: [{ trigger: person }]
    actions: [{ action: device, turn_on: lamp }, { action: timer, start: lamp_off, for: 60s }]
  - id: stay
    triggers: [{ trigger: mqtt, topic: stay }]
    actions: [{ action: timer, cancel: lamp_off }]
  - id: dark
    triggers: [{ trigger: timer, timer: lamp_off }]
    actions: [{ action: device, turn_off: lamp }, { action: speak, text: "{{ trigger.timer }}" }]
`;
const OFF = ["device:lamp:off", "speak:lamp_off"];
const lit = async (): Promise<RuleBench> => {
  const house = await RuleBench.of(RULES);
  house.send(100, "person.appeared", fields.appeared());
  return house;
};

describe("a timer", () => {
  it("that one rule starts runs out in another", async () => {
    const house = await lit();
    expect(house.wakeAtT).toBe(160_000);
    expect(asked(house.timer(159))).toEqual([]);
    expect(asked(house.timer(160))).toEqual(OFF);
    expect(asked(house.timer(300))).toEqual([]);
  });

  it("begins anew when it is started again, and ends when it is cancelled", async () => {
    const house = await lit();
    house.send(150, "person.appeared", fields.appeared({ track: 2 }));
    expect(asked(house.timer(160))).toEqual([]);
    house.send(170, "message.received", fields.message("stay", ""));
    expect([asked(house.timer(210)), house.wakeAtT]).toEqual([[], null]);
  });

  it("goes on after a restart and a reboot; what has run out meanwhile is done at once, and said to be late", async () => {
    const restarted = await lit();
    restarted.restart(130);
    expect(asked(restarted.timer(160))).toEqual(OFF);
    const rebooted = await lit();
    const result = rebooted.restart(2, { boot: "boot-2", startAt: NOON + 200_000 });
    expect(asked(result)).toEqual(OFF);
    expect(result.traces[0]?.steps[0]?.detail).toContain("42 s late, Gatehouse was not running");
  });

  it("is missed after a reboot with a clock that cannot be right", async () => {
    const house = await lit();
    expect(asked(house.restart(2, { boot: "boot-2", startAt: 0 }))).toEqual([]);
    expect(house.wakeAtT).toBeNull();
  });

  it("that a run cancels in time does not run out, though both were due while Gatehouse was down", async () => {
    const house = await RuleBench.of(`rules:
  - id: one
    triggers: [{ trigger: mqtt, topic: go }]
    actions: [{ action: timer, start: late, for: 10s }, { wait: 5s }, { action: timer, cancel: late }]
  - { id: two, triggers: [{ trigger: timer, timer: late }], actions: [{ action: snapshot, camera: garden }] }
`);
    house.send(100, "message.received", fields.message("go", ""));
    expect(asked(house.restart(200))).toEqual([]);
  });

  it("may be waited for", async () => {
    const house = await RuleBench.of(`rules:
  - id: one
    triggers: [{ trigger: mqtt, topic: go }]
    actions:
      - { action: timer, start: short, for: 10s }
      - { action: wait_for, triggers: [{ trigger: timer, timer: short }], timeout: 1m }
      - { action: speak, text: "{{ wait.trigger.timer }}" }
`);
    house.send(100, "message.received", fields.message("go", ""));
    expect(asked(house.timer(110))).toEqual(["speak:short"]);
  });

  it("needs a name and, to be started, a time", async () => {
    const problems = await problemsOf({
      rules: RULES.replace("start: lamp_off, for: 60s", "start: lamp_off"),
    });
    expect(problems.map(headOf)).toEqual([
      expect.stringContaining("expected start and for, or cancel, with the name of a timer"),
    ]);
  });
});
