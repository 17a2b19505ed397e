import { describe, expect, it } from "vitest";
import type { StepResult } from "../../../src/rules/step.ts";
import { houseWith } from "../../fakes/checked-house.ts";
import { asked, fields, NOON, RuleBench, told } from "../../fakes/rule-bench.ts";

const RULES = `rules:
  - id: waits
    cooldown: 5m
    triggers: [{ trigger: mqtt, topic: go }]
    actions: [{ action: mqtt, topic: home/bell, payload: x }, { wait: 60s }, { action: speak, text: waited }]
  - { id: stays, triggers: [{ trigger: device, device: lamp, for: 60s }], actions: [{ action: speak, text: lamp }] }
  - { id: person, triggers: [{ trigger: person, for: 60s }], actions: [{ action: speak, text: person }] }
  - { id: brew, triggers: [{ trigger: mqtt, topic: brew }], actions: [{ action: timer, start: tea, for: 60s }] }
  - { id: tea, triggers: [{ trigger: timer, timer: tea }], actions: [{ action: speak, text: tea }] }
  - { id: often, triggers: [{ trigger: mqtt, topic: knock, count: 2, within: 1h }], actions: [{ action: speak, text: often }] }
  - id: either
    triggers: [{ trigger: mqtt, topic: either }]
    actions:
      - action: wait_for
        timeout: 10m
        triggers:
          - { trigger: device, device: lamp, for: 60s }
          - { trigger: person, for: 60s }
          - { trigger: mqtt, topic: ring, count: 2, within: 1h }
      - { action: speak, text: either }
`;
const send = (house: RuleBench, seconds: number, topic: string): StepResult =>
  house.send(seconds, "message.received", fields.message(topic, ""));

/** Everything that can be under way, begun at 100 s; the person is in view, the lamp on. */
const busy = async (): Promise<RuleBench> => {
  const house = await RuleBench.of(RULES);
  for (const topic of ["either", "go", "brew", "knock", "ring"]) send(house, 100, topic);
  house.send(100, "person.appeared", fields.appeared());
  house.send(100, "device.changed", fields.device("lamp", "OFF", "ON"));
  return house;
};
const keys = (items: readonly { readonly key: string }[]): string[] => items.map(({ key }) => key);
const lasting = ({ state }: RuleBench): string[] =>
  state.runs.flatMap(({ strands }) => strands.flatMap((strand) => keys(strand.lasting)));

describe("after a restart", () => {
  it("nobody is known to be in view, nor to have stayed; all else goes on", async () => {
    const house = await busy();
    expect([keys(house.state.holds), lasting(house)]).toEqual([
      ["front_door/1", "lamp"],
      ["front_door/1", "lamp"],
    ]);
    const before = house.state;
    house.restart(110);
    const { state } = house;
    expect([keys(state.holds), lasting(house), state.tracks]).toEqual([["lamp"], ["lamp"], {}]);
    for (const kept of ["timers", "cooling", "starts", "published", "counts", "devices"] as const)
      expect(state[kept]).toEqual(before[kept]);
    expect([state.brain, state.boot, state.at]).toEqual(["run-1'", "boot-1", NOON + 110_000]);
    expect(asked(house.timer(160))).toEqual([...["speak:either", "speak:waited", "speak:lamp", "speak:tea"]]);
  });

  it("who waits for something is told that something may have been missed, who waits for a time is not", async () => {
    const house = await busy();
    const { traces } = house.restart(110);
    expect(traces.map(({ rule, outcome }) => [rule, outcome])).toEqual([["either", "running"]]);
    expect(traces[0]?.steps.at(-1)).toEqual({
      ...{ path: "actions/0", result: "waiting", at: NOON + 110_000 },
      detail: "Gatehouse was started anew: what happened meanwhile was not seen",
    });
  });

  it("no event of the same start says so again", async () => {
    const house = await busy();
    house.restart(110);
    house.send(110, "person.appeared", fields.appeared());
    expect(keys(house.state.holds)).toEqual(["lamp", "front_door/1"]);
    expect(send(house, 111, "x").traces).toEqual([]);
    expect(keys(house.state.holds)).toEqual(["lamp", "front_door/1"]);
  });

  it("a clock that went back does not make the latest time known an earlier one", async () => {
    const house = await busy();
    house.startAt -= 3_600_000;
    house.restart(110);
    expect(house.state.at).toBe(NOON + 100_000);
  });
});

describe("after a reboot", () => {
  const rebooted = async (secondsLater: number): Promise<RuleBench> => {
    const house = await busy();
    house.restart(2, { boot: "boot-2", startAt: NOON + (98 + secondsLater) * 1000 });
    return house;
  };

  it("everything goes on by the wall clock, but what counts by the time since boot begins anew", async () => {
    const house = await rebooted(20);
    const { state } = house;
    expect([state.starts, state.published, state.counts, state.loopsTold]).toEqual([[], [], [], []]);
    expect(state.runs.flatMap(({ strands }) => strands.flatMap(({ seen }) => seen))).toEqual([]);
    const due = { t: 42_000, at: NOON + 160_000, boot: "boot-2" };
    expect(state.holds.map((held) => held.due)).toEqual([due]);
    expect(state.timers.tea?.due).toEqual(due);
    expect(state.cooling.waits).toEqual({ t: 282_000, at: NOON + 400_000, boot: "boot-2" });
    expect(house.wakeAtT).toBe(42_000);
    expect(asked(house.timer(42))).toEqual([...["speak:either", "speak:waited", "speak:lamp", "speak:tea"]]);
  });

  it("what a wait_for has seen begin goes on, too", async () => {
    const house = await rebooted(20);
    const [either] = house.state.runs;
    expect(either?.strands[0]?.lasting.map(({ due }) => due.t)).toEqual([42_000]);
    expect(either?.strands[0]?.wake?.t).toBe(582_000);
  });

  it("the clock may be where it was: that is not behind", async () => {
    const house = await rebooted(0);
    expect(house.state.runs).toHaveLength(2);
    expect(house.state.timers).toHaveProperty("tea");
  });

  it("with a clock that is behind, nothing that hangs on the time goes on", async () => {
    const house = await busy();
    const result = house.restart(2, { boot: "boot-2", startAt: NOON + 97_000 });
    expect(asked(result)).toEqual([]);
    expect(told(result)).toEqual([
      expect.stringContaining("either stopped: missed: after the reboot the clock is behind"),
      expect.stringContaining("waits stopped: missed: after the reboot the clock is behind"),
    ]);
    const { runs, holds, timers, cooling, boot } = house.state;
    expect({ runs, holds, timers, cooling, boot }).toEqual({
      ...{ runs: [], holds: [], timers: {}, cooling: {}, boot: "boot-2" },
    });
    expect(house.wakeAtT).toBeNull();
  });

  it("a branch that others are waited for in has no time of its own", async () => {
    const house = await RuleBench.of(`rules:
  - id: one
    triggers: [{ trigger: mqtt, topic: go }]
    actions: [{ action: parallel, branches: [[{ wait: 5s }], [{ wait: 9s }]] }, { action: speak, text: both }]
`);
    send(house, 100, "go");
    house.restart(2, { boot: "boot-2", startAt: NOON + 100_000 });
    expect(house.state.runs[0]?.strands.map(({ wake }) => wake?.t ?? null)).toEqual([5000, 9000, null]);
    expect(asked(house.timer(9))).toEqual(["speak:both"]);
  });
});

describe("when rules are edited", () => {
  const edited = async (house: RuleBench, change: (rules: string) => string): Promise<void> => {
    house.program = (await houseWith(change(RULES))).program;
  };

  it("what has begun to stay is forgotten of a changed rule, and of no other", async () => {
    const house = await busy();
    await edited(house, (rules) => rules.replace("text: lamp", "text: light"));
    expect(send(house, 101, "x").traces).toEqual([]);
    expect(keys(house.state.holds)).toEqual(["front_door/1"]);
  });

  it("what has begun to stay is forgotten where it is the only thing, too", async () => {
    const house = await RuleBench.of(RULES);
    house.send(100, "device.changed", fields.device("lamp", "OFF", "ON"));
    await edited(house, (rules) => rules.replace("text: lamp", "text: light"));
    expect([asked(house.timer(160)), house.state.holds]).toEqual([[], []]);
    await edited(house, () => "rules: []\n");
    send(house, 161, "x");
    expect(house.state.holds).toEqual([]);
  });

  it("a run stops because of the edit, where only the edited rule says that runs finish", async () => {
    const house = await RuleBench.of(RULES);
    send(house, 100, "go");
    await edited(house, (rules) => rules.replace("cooldown: 5m", "on_edit: finish"));
    expect(told(send(house, 101, "x"))).toEqual(["waits stopped: the rule was changed meanwhile"]);
  });

  it("the list of what has begun to stay is the same one, where no rule has changed", async () => {
    const house = await busy();
    await edited(house, (rules) => rules.replace("text: tea", "text: cup"));
    send(house, 101, "x");
    expect(keys(house.state.holds)).toEqual(["front_door/1", "lamp"]);
  });

  it("what is queued of a rule that is gone stops with it, and does not begin", async () => {
    const QUEUED = `rules:
  - { id: one, mode: queued, triggers: [{ trigger: mqtt, topic: go }], actions: [{ action: speak, text: begun }, { wait: 9s }] }
`;
    const house = await RuleBench.of(QUEUED);
    send(house, 100, "go");
    send(house, 101, "go");
    house.program = (await houseWith(QUEUED.replace("begun", "new"))).program;
    const result = send(house, 102, "x");
    expect(asked(result)).toEqual([]);
    expect(told(result)).toEqual([
      ...["one stopped: the rule was changed meanwhile", "one stopped: the rule was changed meanwhile"],
    ]);
    expect([house.state.runs, house.state.queued]).toEqual([[], []]);
  });
});
