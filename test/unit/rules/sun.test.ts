import { describe, expect, it } from "vitest";
import { sunClockAt } from "../../../src/adapters/sun/sun-clock.ts";
import { isSunMinute } from "../../../src/rules/sun.ts";
import { HOUSE, headOf, problemsOf } from "../../fakes/checked-house.ts";
import { asked, NOON, RuleBench } from "../../fakes/rule-bench.ts";

const MINUTE = 60_000;
const ruleAt = (trigger: string): string =>
  `rules: [{ id: one, triggers: [{ trigger: sun, ${trigger} }], actions: [{ action: speak, text: "{{ trigger.at }}" }] }]`;

/** The local minutes of 48 hours at which a trigger fires. */
async function fired(trigger: string): Promise<string[]> {
  const house = await RuleBench.of(ruleAt(trigger));
  const times: string[] = [];
  for (let minute = 0; minute < 2 * 24 * 60; minute += 1) {
    const result = house.send(minute * 60, "clock.ticked", { which: "minute" });
    if (asked(result).length > 0) times.push(house.program.localTime(NOON + minute * MINUTE).text);
  }
  return times;
}

describe("a trigger of the sun", () => {
  it("fires once a day, at the minute", async () => {
    expect(await fired("at: sunset")).toEqual(["16:07", "16:09"]);
    expect(await fired("at: sunrise")).toEqual(["08:15", "08:15"]);
  });

  it("fires earlier or later by its offset", async () => {
    expect(await fired("at: sunset, offset: -30m")).toEqual(["15:37", "15:39"]);
    expect(await fired("at: sunset, offset: 9h")).toEqual(["01:07", "01:09"]);
  });

  it("does not fire on a day on which the sun does not rise", () => {
    const pole = sunClockAt({ latitude: 80, longitude: 0 });
    const minutes = Array.from({ length: 24 * 60 }, (_, minute) => NOON + minute * MINUTE);
    expect(minutes.some((at) => isSunMinute(pole, { event: "sunrise", offsetMs: 0 }, at))).toBe(false);
  });

  it("needs to know where the house stands, and a sensible offset", async () => {
    const config = HOUSE.replace(/^location:.*\n/m, "");
    expect((await problemsOf({ config, rules: ruleAt("at: sunset") })).map(headOf)).toEqual([
      expect.stringContaining(
        "nobody knows when the sun rises: add `location: { latitude: …, longitude: … }`",
      ),
    ]);
    expect((await problemsOf({ rules: ruleAt("at: sunset, offset: soon") })).map(headOf)).toEqual([
      expect.stringContaining("found soon, expected an offset such as 30m, or -30m for earlier"),
    ]);
  });
});
