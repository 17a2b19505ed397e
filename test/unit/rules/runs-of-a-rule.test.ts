import { describe, expect, it } from "vitest";
import { step, type StepResult } from "../../../src/rules/step.ts";
import { houseWith } from "../../fakes/checked-house.ts";
import { asked, fields, RuleBench, told } from "../../fakes/rule-bench.ts";

const rule = (id: string, more: string): string => `  - id: ${id}
    triggers: [{ trigger: mqtt, topic: ${id} }]
    ${more}
    actions: [{ wait: 10s }, { action: speak, text: "${id} {{ trigger.payload }}" }]
`;
const send = (house: RuleBench, seconds: number, topic: string, payload = ""): StepResult =>
  house.send(seconds, "message.received", fields.message(topic, payload));

describe("runs of one rule", () => {
  it.each(["single", "queued", "restart"])("do not count for another one: %s", async (mode) => {
    const house = await RuleBench.of(
      `rules:\n${rule("one", `mode: ${mode}`)}${rule("two", `mode: ${mode}`)}`,
    );
    send(house, 0, "one");
    expect(told(send(house, 1, "two"))).toEqual(["two running: waits 10 s"]);
    expect([asked(house.timer(10)), asked(house.timer(11))]).toEqual([["speak:one "], ["speak:two "]]);
  });

  it("do not fill the queue of another one, nor start what waits there", async () => {
    const queued = "mode: queued\n    max: 1";
    const house = await RuleBench.of(`rules:\n${rule("one", queued)}${rule("two", queued)}`);
    send(house, 0, "two", "a");
    send(house, 5, "one", "b");
    send(house, 6, "two", "c");
    expect(told(send(house, 7, "one", "d"))).toEqual(["one running: a message on one"]);
    // One ends while the other goes on: its own next begins, though that of the other came first.
    expect(told(house.timer(10))).toEqual(["two finished: e1/two/1", "two running: waits 10 s"]);
    expect(house.state.queued.map(({ rule: of }) => of)).toEqual(["one"]);
    expect(asked(house.timer(15))).toEqual(["speak:one b"]);
    expect([asked(house.timer(20)), asked(house.timer(25))]).toEqual([["speak:two c"], ["speak:one d"]]);
  });

  it("that one event begins have ids of their own, and are as many as begin", async () => {
    const house = await RuleBench.of(`rules:
  - id: one
    mode: parallel
    triggers: [{ trigger: person, for: 3s }]
    actions: [{ action: speak, text: "{{ trigger.track }}" }]
`);
    for (let track = 1; track <= 25; track += 1) house.send(0, "person.appeared", fields.appeared({ track }));
    const result = house.timer(3);
    // What comes of no rule may start a rule as often as it likes.
    expect(result.requests).toHaveLength(25);
    const { id } = result.requests[0] ?? { id: "" };
    const event = id.split("/", 1)[0] ?? "";
    expect(result.traces.map(({ run }) => run).slice(0, 3)).toEqual([
      `${event}/one`,
      `${event}/one~2`,
      `${event}/one~3`,
    ]);
    expect(new Set(result.requests.map((request) => request.id)).size).toBe(25);
  });

  it("that never wait make no new list of what is under way", async () => {
    const house = await RuleBench.of(`rules:
${rule("one", "mode: queued")}  - { id: two, triggers: [{ trigger: mqtt, topic: two }], actions: [{ action: lockdown }] }
`);
    send(house, 0, "one");
    send(house, 1, "one");
    const { state, program } = house;
    const result = step(program, state, house.event(2, "message.received", fields.message("two", "")));
    expect(asked(result)).toEqual(["lockdown:true"]);
    expect(result.state.runs).toBe(state.runs);
    expect(result.state.queued).toBe(state.queued);
  });

  it("are told without a blueprint where the rule was made from none", async () => {
    const house = await RuleBench.of(`rules:\n${rule("one", "")}`);
    expect(send(house, 0, "one").traces[0]).not.toHaveProperty("blueprint");
  });
});

describe("what a rule was before it was edited", () => {
  const FINISH = "on_edit: finish\n    mode: parallel";
  const edit = async (house: RuleBench, more: string): Promise<void> => {
    house.program = (await houseWith(`rules:\n${rule("one", more)}`)).program;
  };

  it("is not kept where its runs stop with it", async () => {
    const house = await RuleBench.of(`rules:\n${rule("one", "mode: parallel")}`);
    send(house, 0, "one");
    expect(house.state.versions).toEqual({});
  });

  it("is kept for as long as any run goes through it, and each version for itself", async () => {
    const house = await RuleBench.of(`rules:\n${rule("one", FINISH)}`);
    send(house, 0, "one", "a");
    send(house, 1, "one", "b");
    const [before = ""] = Object.keys(house.state.versions);
    expect(house.state.versions[before]).toMatchObject({ id: "one", on_edit: "finish" });
    await edit(house, `${FINISH}\n    max: 5`);
    send(house, 2, "one", "c");
    const after = house.program.rules.get("one")?.fingerprint ?? "";
    expect(Object.keys(house.state.versions)).toEqual([before, after]);
    house.timer(10);
    expect(Object.keys(house.state.versions)).toEqual([before, after]);
    expect(asked(house.timer(11))).toEqual(["speak:one b"]);
    expect(Object.keys(house.state.versions)).toEqual([after]);
    house.timer(12);
    expect(house.state.versions).toEqual({});
  });

  it("is kept for runs that are queued", async () => {
    const house = await RuleBench.of(`rules:\n${rule("one", "on_edit: finish\n    mode: queued")}`);
    send(house, 0, "one", "a");
    send(house, 1, "one", "b");
    await edit(house, "on_edit: finish\n    mode: queued\n    max: 5");
    expect(asked(house.timer(10))).toEqual(["speak:one a"]);
    expect(Object.keys(house.state.versions)).toHaveLength(1);
    expect(asked(house.timer(20))).toEqual(["speak:one b"]);
    expect(house.state.versions).toEqual({});
  });
});
