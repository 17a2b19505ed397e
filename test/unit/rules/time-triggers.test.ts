import { describe, expect, it } from "vitest";
import { asked, NOON, RuleBench } from "../../fakes/rule-bench.ts";

const RULES = `rules:
  - id: night
    triggers: [{ trigger: time, at: "12:02", weekdays: [mon] }]
    actions: [{ action: speak, text: "{{ trigger.at }} on {{ trigger.weekday }}" }]
`;
const tick = (house: RuleBench, seconds: number): string[] =>
  asked(house.send(seconds, "clock.ticked", { which: "minute" }));

describe("time of day", () => {
  it("fires in the configured time zone, once, on its weekday", async () => {
    const house = await RuleBench.of(RULES);
    expect(tick(house, 0)).toEqual([]);
    expect(tick(house, 60)).toEqual([]);
    expect(tick(house, 120)).toEqual(["speak:12:02 on mon"]);
    expect(tick(house, 121)).toEqual([]);
    house.startAt = NOON + 86_400_000;
    expect(tick(house, 120)).toEqual([]);
  });

  it("is caught up when a tick is late, but not after a long gap", async () => {
    const late = await RuleBench.of(RULES);
    tick(late, 0);
    expect(tick(late, 240)).toEqual(["speak:12:02 on mon"]);
    const gap = await RuleBench.of(RULES);
    tick(gap, 0);
    expect(tick(gap, 3600)).toEqual([]);
  });

  it("does not come twice when the clock is trimmed back, and comes again after it was set back", async () => {
    const house = await RuleBench.of(RULES);
    tick(house, 60);
    expect(tick(house, 120)).toEqual(["speak:12:02 on mon"]);
    house.startAt -= 60_000;
    expect(tick(house, 125)).toEqual([]);
    expect(tick(house, 185)).toEqual([]);
    house.startAt = NOON - 7 * 86_400_000;
    expect(tick(house, 120)).toEqual(["speak:12:02 on mon"]);
  });
});
