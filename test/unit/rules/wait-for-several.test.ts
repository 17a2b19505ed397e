import { describe, expect, it } from "vitest";
import type { StepResult } from "../../../src/rules/step.ts";
import { asked, fields, RuleBench, told } from "../../fakes/rule-bench.ts";

const ruled = (actions: string, more = "mode: parallel"): Promise<RuleBench> =>
  RuleBench.of(`rules:
  - id: other
    triggers: [{ trigger: mqtt, topic: brew }]
    actions: [{ action: timer, start: tea, for: 5s }, { action: timer, start: egg, for: 3s }]
  - id: one
    triggers: [{ trigger: mqtt, topic: go }]
    ${more}
    actions:
      ${actions}
      - { action: speak, text: "{{ wait.completed }} {{ wait.trigger.kind }}" }
`);
const waitsFor = (triggers: string, timeout = "1m"): string =>
  `- { action: wait_for, triggers: [${triggers}], timeout: ${timeout} }`;
const send = (house: RuleBench, seconds: number, topic: string): StepResult =>
  house.send(seconds, "message.received", fields.message(topic, ""));
const lamp = (from: string, to: string) => fields.device("lamp", from, to);
const SOMEBODY = "{ trigger: person, for: 3s }";

describe("a wait_for", () => {
  it("leaves no trace of what it does not wait for", async () => {
    const house = await ruled(waitsFor('{ trigger: device, device: lamp, to: "ON" }'));
    send(house, 100, "go");
    expect(send(house, 101, "x").traces).toEqual([]);
    expect(house.send(102, "device.changed", lamp("ON", "OFF")).traces).toEqual([]);
  });

  it("takes its own timer, and no other", async () => {
    const house = await ruled(waitsFor("{ trigger: mqtt, topic: tea }, { trigger: timer, timer: tea }"));
    send(house, 100, "go");
    send(house, 101, "brew");
    expect(asked(house.timer(104))).toEqual([]);
    expect(asked(house.timer(106))).toEqual(["speak:true timer"]);
  });

  it("does not go on twice for what lasted as long in the same moment", async () => {
    const both = waitsFor(`${SOMEBODY}, { trigger: person, camera: front_door, for: 3s }`);
    const house = await ruled(`${both}\n      ${both}`);
    send(house, 100, "go");
    house.send(101, "person.appeared", fields.appeared());
    expect(asked(house.timer(104))).toEqual([]);
    house.send(105, "person.appeared", fields.appeared({ track: 2 }));
    expect(asked(house.timer(108))).toEqual(["speak:true person"]);
  });

  it("that a timer has ended already takes nothing that lasted until later", async () => {
    const waits = waitsFor(`{ trigger: timer, timer: egg }, ${SOMEBODY}`);
    const house = await ruled(`${waits}\n      ${waitsFor("{ trigger: mqtt, topic: never }")}`);
    send(house, 100, "go");
    send(house, 100, "brew");
    house.send(101, "person.appeared", fields.appeared());
    expect(asked(house.timer(110))).toEqual([]);
    expect(house.state.runs[0]?.strands[0]).toMatchObject({ next: 1, lasting: [] });
  });

  it("of a branch is not gone on with where another branch has ended the run", async () => {
    const waits = "{ action: wait_for, triggers: [{ trigger: mqtt, topic: end }], timeout: 1m }";
    const house = await ruled(
      `- { action: parallel, branches: [[${waits}, { action: stop, reason: over }], [${waits}, { action: lockdown }]] }`,
    );
    send(house, 100, "go");
    const result = send(house, 101, "end");
    expect(asked(result)).toEqual([]);
    expect(told(result)).toEqual(["one stopped: over"]);
    expect(house.state.runs).toEqual([]);
  });

  it("of a branch that has lasted is not gone on with where another branch has ended the run", async () => {
    const waits = `{ action: wait_for, triggers: [${SOMEBODY}], timeout: 1m }`;
    const house = await ruled(
      `- { action: parallel, branches: [[${waits}, { action: stop, reason: over }], [${waits}, { action: lockdown }]] }`,
    );
    send(house, 100, "go");
    house.send(101, "person.appeared", fields.appeared());
    expect(told(house.timer(104))).toEqual(["one stopped: over"]);
  });
});

describe("what a wait_for with `for:` has seen begin", () => {
  it("is told with how long it has to stay", async () => {
    const house = await ruled(waitsFor(SOMEBODY));
    send(house, 100, "go");
    const begun = house.send(101, "person.appeared", fields.appeared());
    expect(told(begun)).toEqual(["one running: somebody at front_door, if it stays so for 3 s"]);
  });

  it("is somebody for each track; one who leaves ends nobody else's stay", async () => {
    const house = await ruled(waitsFor(SOMEBODY));
    send(house, 100, "go");
    house.send(101, "person.appeared", fields.appeared());
    house.send(102, "person.appeared", fields.appeared({ track: 2 }));
    house.send(103, "person.left", fields.left());
    expect(asked(house.timer(104))).toEqual([]);
    expect(asked(house.timer(105))).toEqual(["speak:true person"]);
  });

  it("goes on from its beginning where it is seen again", async () => {
    const house = await ruled(waitsFor('{ trigger: device, device: lamp, to: ["ON", DIM], for: 3s }'));
    send(house, 100, "go");
    house.send(101, "device.changed", lamp("OFF", "ON"));
    expect(house.send(103, "device.changed", lamp("ON", "DIM")).traces).toEqual([]);
    expect(asked(house.timer(104))).toEqual(["speak:true device"]);
  });

  it("belongs to one trigger: another one of the same device has its own", async () => {
    const on = '{ trigger: device, device: lamp, to: "ON", for: 9s }';
    const bright = '{ trigger: device, device: lamp, to: ["ON", DIM], for: 4s }';
    const house = await ruled(waitsFor(`${on}, ${bright}`));
    send(house, 100, "go");
    house.send(101, "device.changed", lamp("OFF", "ON"));
    expect(house.state.runs[0]?.strands[0]?.lasting).toHaveLength(2);
    house.send(102, "device.changed", lamp("ON", "DIM"));
    const result = house.timer(105);
    expect(asked(result)).toEqual(["speak:true device"]);
    expect(result.traces[0]?.steps.map(({ path }) => path)).toContain("actions/0/triggers/1");
  });

  it("is of each run its own", async () => {
    const house = await ruled(waitsFor(SOMEBODY));
    send(house, 100, "go");
    house.send(101, "person.appeared", fields.appeared());
    send(house, 102, "go");
    house.send(103, "person.appeared", fields.appeared({ track: 2 }));
    expect(house.state.runs.map(({ strands }) => strands[0]?.lasting.map(({ key }) => key))).toEqual([
      ["front_door/1", "front_door/2"],
      ["front_door/2"],
    ]);
    expect(asked(house.timer(104))).toEqual(["speak:true person"]);
    expect(asked(house.timer(106))).toEqual(["speak:true person"]);
  });

  it("are 50 at most", async () => {
    const house = await ruled(waitsFor(SOMEBODY));
    send(house, 100, "go");
    for (let track = 1; track <= 51; track += 1)
      house.send(101, "person.appeared", fields.appeared({ track }));
    expect(house.state.runs[0]?.strands[0]?.lasting.map(({ key }) => key)).toEqual(
      Array.from({ length: 50 }, (_, index) => `front_door/${index + 1}`),
    );
  });
});

describe("what a wait_for with `count` has counted", () => {
  const knock = "{ trigger: mqtt, topic: knock, count: 2, within: 2s }";
  const ring = "{ trigger: mqtt, topic: ring, count: 3, within: 9s }";

  it("is of each trigger its own", async () => {
    const house = await ruled(waitsFor(`${knock}, ${ring}`));
    send(house, 100, "go");
    expect(told(send(house, 101, "ring"))).toEqual(["one running: 1 of 3 times within 9 s"]);
    expect(told(send(house, 101, "knock"))).toEqual(["one running: 1 of 2 times within 2 s"]);
    expect(told(send(house, 102, "ring"))).toEqual(["one running: 2 of 3 times within 9 s"]);
    expect(asked(send(house, 102.5, "knock"))).toEqual(["speak:true mqtt"]);
  });

  it("is over after exactly that time", async () => {
    const house = await ruled(waitsFor(knock));
    send(house, 100, "go");
    send(house, 101, "knock");
    expect(told(send(house, 103, "knock"))).toEqual(["one running: 1 of 2 times within 2 s"]);
    expect(asked(send(house, 104.999, "knock"))).toEqual(["speak:true mqtt"]);
  });
});
