import { expect, it } from "vitest";
import { houseWith } from "../../fakes/checked-house.ts";
import { asked, fields, RuleBench, told } from "../../fakes/rule-bench.ts";

const RULES = `rules:
  - id: ring
    cooldown: 1m
    triggers: [{ trigger: mqtt, topic: bell }]
    conditions: ['trigger.payload != "no"']
    actions: [{ action: speak, text: ring }]
`;
const ring = (house: RuleBench, at: number, payload = ""): ReturnType<RuleBench["send"]> =>
  house.send(at, "message.received", fields.message("bell", payload));

it("a rule that cools down does not start, and says for how long", async () => {
  const house = await RuleBench.of(RULES);
  expect(asked(ring(house, 100))).toEqual(["speak:ring"]);
  expect(told(ring(house, 130))).toEqual(["ring stopped: cools down for another 30 s"]);
  expect(asked(ring(house, 160))).toEqual(["speak:ring"]);
});

it("it cools down after it has started only, not after a condition that was false", async () => {
  const house = await RuleBench.of(RULES);
  ring(house, 100, "no");
  expect(asked(ring(house, 101))).toEqual(["speak:ring"]);
});

it("it cools down across a restart and a reboot", async () => {
  const house = await RuleBench.of(RULES);
  ring(house, 100);
  house.restart(110);
  expect(asked(ring(house, 120))).toEqual([]);
  house.restart(1, { boot: "boot-2", startAt: house.startAt + 129_000 });
  expect(asked(ring(house, 20))).toEqual([]);
  expect(asked(ring(house, 31))).toEqual(["speak:ring"]);
});

it("says the seconds that are left of it as whole ones, and is over at its end", async () => {
  const house = await RuleBench.of(RULES);
  ring(house, 100);
  expect(told(ring(house, 100.001))).toEqual(["ring stopped: cools down for another 60 s"]);
  expect(told(ring(house, 159.001))).toEqual(["ring stopped: cools down for another 1 s"]);
  expect(told(ring(house, 159.999))).toEqual(["ring stopped: cools down for another 1 s"]);
  expect(asked(ring(house, 160))).toEqual(["speak:ring"]);
});

it("counts as the rule has it now, where it was made shorter, longer or left out", async () => {
  const after = async (cooldown: string): Promise<string[]> => {
    const house = await RuleBench.of(RULES);
    ring(house, 100);
    house.program = (await houseWith(RULES.replace("cooldown: 1m\n", cooldown))).program;
    return told(ring(house, 110));
  };
  expect(await after("cooldown: 5s\n")).toEqual(["ring stopped: cools down for another 5 s"]);
  expect(await after("cooldown: 9m\n")).toEqual(["ring stopped: cools down for another 50 s"]);
  expect(await after("alias: Ring\n")).toEqual(["ring finished: e2/ring/1"]);
});

it("is each rule's own, and forgotten when it is over and another one begins", async () => {
  const other = RULES.replace("rules:\n", "")
    .replace("id: ring", "id: two")
    .replace("topic: bell", "topic: two");
  const house = await RuleBench.of(`${RULES}${other}`);
  ring(house, 100);
  const two = (at: number): string[] => asked(house.send(at, "message.received", fields.message("two", "")));
  expect(two(130)).toEqual(["speak:ring"]);
  expect(Object.keys(house.state.cooling)).toEqual(["ring", "two"]);
  expect(asked(ring(house, 160))).toEqual(["speak:ring"]);
  expect(house.state.cooling.ring).toEqual({ t: 220_000, at: house.startAt + 220_000, boot: "boot-1" });
  expect(two(220)).toEqual(["speak:ring"]);
  expect(Object.keys(house.state.cooling)).toEqual(["two"]);
});

it("is nothing that a rule without it leaves behind", async () => {
  const house = await RuleBench.of(RULES.replace("cooldown: 1m\n    ", ""));
  ring(house, 100);
  expect(house.state.cooling).toEqual({});
});
