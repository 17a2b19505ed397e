import { describe, expect, it } from "vitest";
import { localClock } from "../../../src/rules/local-time.ts";
import { NOON } from "../../fakes/rule-bench.ts";

describe("a local clock", () => {
  it("tells the time of its zone", () => {
    expect(localClock("Europe/Berlin")(NOON)).toEqual({
      ...{ hour: 12, minute: 0, weekday: "mon", text: "12:00", at: NOON },
    });
    expect(localClock("Pacific/Auckland")(NOON + 59_999)).toMatchObject({
      ...{ hour: 0, minute: 0, weekday: "tue", text: "00:00", at: NOON },
    });
    expect(localClock("America/New_York")(NOON)).toMatchObject({ hour: 6, weekday: "mon", text: "06:00" });
  });

  it("tells each minute from the next, in any order", () => {
    const clock = localClock("Europe/Berlin");
    const texts = [0, 59_999, 60_000, 0, 3_600_000 + 420_000].map((ms) => clock(NOON + ms).text);
    expect(texts).toEqual(["12:00", "12:00", "12:01", "12:00", "13:07"]);
  });

  it("reads a minute once, however much happens in it", () => {
    const clock = localClock("Europe/Berlin");
    expect(clock(NOON + 59_999)).toBe(clock(NOON));
  });
});
