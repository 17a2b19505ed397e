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

  it("takes no commands, and knows the house's names", async () => {
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

  it("knows what belongs together in a trigger", async () => {
    const problems = async (more: string): Promise<string[]> => {
      const text = rules().replace('to: "ON" }', `to: "ON", ${more} }`);
      const all = (await problemsOf({ rules: text })).map(headOf);
      return all.filter((problem) => !problem.includes("warning: "));
    };
    expect(await problems("for: 3s")).toEqual([]);
    expect(await problems("count: 3, within: 5s")).toEqual([]);
    expect(await problems("count: 3")).toEqual([expect.stringContaining("within what time? Add within: 1m")]);
    expect(await problems("count: 3, within: 5s, for: 3s")).toEqual([
      expect.stringContaining("`for` and `count` exclude each other"),
    ]);
  });
});

const [on, off] = [fields.device("lamp", "OFF", "ON"), fields.device("lamp", "ON", "OFF")];
const waitingFor = async (trigger: string, timeout = "10s"): Promise<RuleBench> => {
  const house = await RuleBench.of(`rules:
  - id: one
    mode: single
    triggers: [{ trigger: mqtt, topic: go }]
    actions:
      - { action: wait_for, triggers: [{ ${trigger} }], timeout: ${timeout} }
      - { action: speak, text: "{{ wait.completed }} {{ wait.trigger.kind }}" }
`);
  house.send(100, "message.received", fields.message("go", ""));
  return house;
};

describe("wait_for with `for:`", () => {
  const lasting = 'trigger: device, device: lamp, to: "ON", for: 3s';

  it("goes on when it has stayed so for that long", async () => {
    const house = await waitingFor(lasting);
    expect(asked(house.send(101, "device.changed", on))).toEqual([]);
    expect(house.wakeAtT).toBe(104_000);
    const result = house.timer(104);
    expect(asked(result)).toEqual(["speak:true device"]);
    expect(result.traces[0]?.steps.map(({ detail }) => detail)).toContainEqual(
      expect.stringMatching(/lamp.*, and stayed$/),
    );
  });

  it("begins anew when it did not stay so, tells that, and gives up in its time", async () => {
    const house = await waitingFor(lasting);
    house.send(101, "device.changed", on);
    const ended = house.send(102, "device.changed", off);
    expect(ended.traces[0]?.steps.at(-1)).toMatchObject({
      path: "actions/0/triggers/0",
      result: "false",
      detail: "did not stay so for 3 s: device.changed after 1 s",
    });
    expect(asked(house.timer(104))).toEqual([]);
    house.send(108, "device.changed", on);
    expect(asked(house.timer(110))).toEqual(["speak:false "]);
    expect(house.wakeAtT).toBeNull();
  });

  it("takes what has lasted, where that and its timeout come in one moment", async () => {
    const house = await waitingFor(lasting);
    house.send(107, "device.changed", on);
    expect(asked(house.timer(110))).toEqual(["speak:true device"]);
  });

  it("goes on with it after a restart, and after a reboot by the wall clock", async () => {
    const house = await waitingFor(lasting);
    house.send(101, "device.changed", on);
    house.restart(102);
    expect(asked(house.timer(104))).toEqual(["speak:true device"]);
    const rebooted = await waitingFor(lasting);
    rebooted.send(101, "device.changed", on);
    const startAt = rebooted.startAt + 102_000;
    expect(asked(rebooted.restart(0.5, { boot: "boot-2", startAt }))).toEqual([]);
    expect(asked(rebooted.timer(2))).toEqual(["speak:true device"]);
  });

  it("forgets after a restart who stayed: nobody knows whether they are still there", async () => {
    const house = await waitingFor("trigger: person, camera: front_door, for: 3s", "20s");
    house.send(101, "person.appeared", fields.appeared());
    house.restart(102);
    expect(asked(house.timer(105))).toEqual([]);
    house.send(106, "person.appeared", fields.appeared());
    house.send(107, "person.left", fields.left());
    expect(asked(house.timer(110))).toEqual([]);
    house.send(111, "person.appeared", fields.appeared({ track: 2 }));
    expect(asked(house.timer(114))).toEqual(["speak:true person"]);
  });
});

it("waits for somebody who comes, not for somebody who goes", async () => {
  const house = await waitingFor("trigger: person, camera: front_door");
  expect(asked(house.send(101, "person.left", fields.left()))).toEqual([]);
  expect(asked(house.send(102, "person.appeared", fields.appeared()))).toEqual(["speak:true person"]);
});

describe("wait_for with `count`", () => {
  it("goes on at the last of them within the time, and tells those before", async () => {
    const house = await waitingFor("trigger: mqtt, topic: knock, count: 3, within: 2s");
    const knock = (at: number) => house.send(at, "message.received", fields.message("knock", ""));
    expect(asked(knock(101))).toEqual([]);
    const second = knock(102);
    expect(second.traces[0]?.steps.at(-1)).toMatchObject({
      path: "actions/0/triggers/0",
      detail: "2 of 3 times within 2 s",
    });
    expect(asked(knock(103.5))).toEqual([]);
    expect(asked(knock(103.9))).toEqual(["speak:true mqtt"]);
  });

  it("counts anew at the next wait", async () => {
    const house = await RuleBench.of(`rules:
  - id: one
    mode: single
    triggers: [{ trigger: mqtt, topic: go }]
    actions:
      - action: repeat
        count: 2
        actions:
          - { action: wait_for, triggers: [{ trigger: mqtt, topic: knock, count: 2, within: 20s }], timeout: 4s }
          - { action: speak, text: "{{ wait.completed }}" }
`);
    const knock = (at: number) => house.send(at, "message.received", fields.message("knock", ""));
    house.send(100, "message.received", fields.message("go", ""));
    knock(101);
    expect(asked(house.timer(104))).toEqual(["speak:false"]);
    expect(asked(knock(105))).toEqual([]);
    expect(asked(knock(106))).toEqual(["speak:true"]);
  });
});
