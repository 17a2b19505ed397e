import { describe, expect, it } from "vitest";
import { asked, fields, RuleBench, told } from "../../fakes/rule-bench.ts";

const rule = (mode: string): string => `rules:
  - id: one
    triggers: [{ trigger: mqtt, topic: go }]
    mode: ${mode}
    actions:
      - { action: speak, text: "begin {{ trigger.payload }}" }
      - wait: 10s
      - { action: speak, text: "end {{ trigger.payload }}" }
`;
const go = (house: RuleBench, seconds: number, payload: string) =>
  house.send(seconds, "message.received", fields.message("go", payload));

describe("a rule that is triggered while it runs", () => {
  it("single: goes on and ignores it", async () => {
    const house = await RuleBench.of(rule("single"));
    expect(asked(go(house, 0, "a"))).toEqual(["speak:begin a"]);
    const ignored = go(house, 1, "b");
    expect(asked(ignored)).toEqual([]);
    expect(told(ignored)).toEqual(["one stopped: it is running already (mode: single)"]);
    expect(asked(house.timer(10))).toEqual(["speak:end a"]);
  });

  it("restart: begins again", async () => {
    const house = await RuleBench.of(rule("restart"));
    go(house, 0, "a");
    const again = go(house, 5, "b");
    expect(told(again)).toEqual(["one stopped: began again (mode: restart)", "one running: waits 10 s"]);
    expect(asked(house.timer(10))).toEqual([]);
    expect(asked(house.timer(15))).toEqual(["speak:end b"]);
  });

  it("queued: one after the other, and not more than max", async () => {
    const house = await RuleBench.of(rule("queued\n    max: 1"));
    go(house, 0, "a");
    expect(asked(go(house, 1, "b"))).toEqual([]);
    expect(told(go(house, 2, "c"))).toEqual(["one stopped: 1 runs are queued already (max)"]);
    expect(asked(house.timer(10))).toEqual(["speak:end a", "speak:begin b"]);
    expect(asked(house.timer(20))).toEqual(["speak:end b"]);
    expect(house.wakeAtT).toBeNull();
  });

  it("parallel: beside each other, and not more than max", async () => {
    const house = await RuleBench.of(rule("parallel\n    max: 2"));
    go(house, 0, "a");
    expect(asked(go(house, 1, "b"))).toEqual(["speak:begin b"]);
    expect(told(go(house, 2, "c"))).toEqual(["one stopped: 2 runs are going on already (max)"]);
    expect(asked(house.timer(12))).toEqual(["speak:end a", "speak:end b"]);
  });
});
