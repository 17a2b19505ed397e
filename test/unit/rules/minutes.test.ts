import { describe, expect, it } from "vitest";
import { asked, fields, NOON, RuleBench } from "../../fakes/rule-bench.ts";

const RULES = `rules:
  - id: time
    mode: parallel
    triggers:
${["11:58", "11:59", "12:00", "12:01", "12:02", "12:03"].map((at) => `      - { trigger: time, at: "${at}" }`).join("\n")}
    actions: [{ action: speak, text: "{{ trigger.at }}" }]
`;
const said = (house: RuleBench, minutes: number): string[] =>
  asked(house.send(minutes * 60, "clock.ticked", { which: "minute" })).map((text) => text.slice(6));

describe("a minute", () => {
  it("is the one that it is, at the first tick of all", async () => {
    expect(said(await RuleBench.of(RULES), 0)).toEqual(["12:00"]);
    expect(said(await RuleBench.of(RULES), 1)).toEqual(["12:01"]);
  });

  it("comes once, however often the clock ticks in it", async () => {
    const house = await RuleBench.of(RULES);
    said(house, 0);
    expect([said(house, 0.5), said(house, 1), said(house, 1.2)]).toEqual([[], ["12:01"], []]);
  });

  it("comes with no event but a tick", async () => {
    const house = await RuleBench.of(RULES);
    said(house, 0);
    expect(asked(house.send(90, "message.received", fields.message("x", "")))).toEqual([]);
    expect(house.state.minute).toBe(NOON / 60_000);
    expect(said(house, 1.6)).toEqual(["12:01"]);
  });

  it.each([
    [7, "12:03"],
    [6, "12:02"],
  ])("is caught up with where it is one of the last five: after %d minutes", async (minutes, first) => {
    const house = await RuleBench.of(RULES);
    said(house, 0);
    expect(said(house, minutes).at(0)).toBe(first);
  });

  it("does not come again when the clock goes back by less than an hour, but when it is set back by one", async () => {
    const trimmed = await RuleBench.of(RULES);
    said(trimmed, 61);
    expect([said(trimmed, 2), trimmed.state.minute]).toEqual([[], NOON / 60_000 + 61]);
    const set = await RuleBench.of(RULES);
    said(set, 61);
    expect([said(set, 1), set.state.minute]).toEqual([["12:01"], NOON / 60_000 + 1]);
  });
});
