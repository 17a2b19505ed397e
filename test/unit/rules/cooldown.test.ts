import { expect, it } from "vitest";
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
