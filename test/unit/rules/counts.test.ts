import { describe, expect, it } from "vitest";
import { headOf, problemsOf } from "../../fakes/checked-house.ts";
import { asked, fields, RuleBench, told } from "../../fakes/rule-bench.ts";

const RULES = `rules:
  - id: pacing
    triggers: [{ trigger: person, camera: front_door, count: 3, within: 1m }]
    actions: [{ action: notify, message: pacing }]
`;
const appear = (house: RuleBench, at: number): ReturnType<RuleBench["send"]> =>
  house.send(at, "person.appeared", fields.appeared());

describe("a trigger with count and within", () => {
  it("fires when it has happened often enough, then counts anew", async () => {
    const house = await RuleBench.of(RULES);
    const fired = [10, 20, 30, 40, 50, 60].map((at) => asked(appear(house, at)).length);
    expect(fired).toEqual([0, 0, 1, 0, 0, 1]);
  });

  it("forgets what was longer ago, and says how far it is", async () => {
    const house = await RuleBench.of(RULES);
    appear(house, 10);
    appear(house, 20);
    const result = appear(house, 75);
    expect(asked(result)).toEqual([]);
    expect(told(result)).toEqual(["pacing not-triggered: 2 of 3 times within 60 s"]);
    expect(asked(appear(house, 76))).toHaveLength(1);
  });

  it("does not count what is as long ago as its time", async () => {
    const house = await RuleBench.of(RULES);
    for (const at of [10, 20]) appear(house, at);
    expect(asked(appear(house, 70))).toEqual([]);
    expect(asked(appear(house, 79.9))).toHaveLength(1);
  });

  it("counts for itself: each rule, each of its triggers, and a rule that was edited anew", async () => {
    const trigger = "{ trigger: person, camera: front_door, count: 3, within: 1m }";
    const message = "{ trigger: mqtt, topic: go, count: 2, within: 1m }";
    const edited = RULES.replace("message: pacing", "message: to and fro");
    const house = await RuleBench.of(`${RULES.replace(trigger, `${trigger}, ${message}`)}
  - id: twice
    triggers: [{ trigger: person, camera: front_door, count: 2, within: 1m }]
    actions: [{ action: notify, message: twice }]
`);
    const go = (at: number): string[] => asked(house.send(at, "message.received", fields.message("go", "")));
    expect([asked(appear(house, 10)), go(11)]).toEqual([[], []]);
    expect(asked(appear(house, 20))).toEqual(["notify:twice:"]);
    expect(go(21)).toEqual(["notify:pacing:"]);
    appear(house, 30);
    house.program = (await RuleBench.of(edited)).program;
    expect([31, 32, 33].map((at) => asked(appear(house, at)))).toEqual([[], [], ["notify:to and fro:"]]);
  });

  it("traces what has matched, and how often", async () => {
    const [trace] = appear(await RuleBench.of(RULES), 10).traces;
    expect(trace?.steps).toMatchObject([
      { path: "triggers/0", result: "matched", detail: "somebody at front_door" },
      { path: "triggers/0", result: "false", detail: "1 of 3 times within 60 s" },
    ]);
  });

  it("goes on counting after a restart, and begins anew after a reboot", async () => {
    const house = await RuleBench.of(RULES);
    appear(house, 10);
    appear(house, 20);
    house.restart(25);
    expect(asked(appear(house, 30))).toHaveLength(1);
    appear(house, 40);
    appear(house, 41);
    house.restart(5, { boot: "boot-2", startAt: house.startAt + 42_000 });
    expect(asked(appear(house, 6))).toEqual([]);
  });

  it("needs both, and no `for`", async () => {
    const check = async (keys: string): Promise<string[]> =>
      (await problemsOf({ rules: RULES.replace("count: 3, within: 1m", keys) })).map(headOf);
    expect(await check("count: 3")).toEqual([expect.stringContaining("within what time? Add within: 1m")]);
    expect(await check("within: 1m")).toEqual([expect.stringContaining("how often? Add count: 3")]);
    expect(await check("count: 3, within: 1m, for: 5s")).toEqual([
      expect.stringContaining("exclude each other"),
    ]);
  });
});
