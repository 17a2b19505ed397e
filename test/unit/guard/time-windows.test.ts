import { describe, expect, it } from "vitest";
import {
  isOpen,
  localMoment,
  momentText,
  windowText,
  type TimeWindow,
} from "../../../src/guard/time-window.ts";

const always: TimeWindow = { days: null, from: null, to: null, since: null, until: null };

describe("a window", () => {
  // 2026-11-30 is a Monday.
  it.each<[string, Partial<TimeWindow>, string, boolean]>([
    ["begins at its minute", { from: "09:00", to: "12:00" }, "2026-11-30 09:00", true],
    ["is shut before", { from: "09:00", to: "12:00" }, "2026-11-30 08:59", false],
    ["ends before its last minute", { from: "09:00", to: "12:00" }, "2026-11-30 12:00", false],
    ["knows its days", { days: ["mon", "fri"] }, "2026-11-30 23:59", true],
    ["knows other days", { days: ["mon", "fri"] }, "2026-12-01 00:00", false],
    ["has a last day", { until: "2026-11-30" }, "2026-11-30 23:59", true],
    ["is over after it", { until: "2026-11-30" }, "2026-12-01 00:00", false],
    ["has a first day", { since: "2026-12-01" }, "2026-11-30 23:59", false],
    ["is never open from a time to itself", { from: "09:00", to: "09:00" }, "2026-11-30 09:00", false],
    ["has begun on its first day", { since: "2026-11-30" }, "2026-11-30 00:00", true],
    ["that does not end is open until midnight", { days: ["mon"], from: "22:00" }, "2026-11-30 23:59", true],
    ["that does not end is shut before", { days: ["mon"], from: "22:00" }, "2026-11-30 21:59", false],
    [
      "that does not begin is open from midnight on",
      { days: ["mon"], to: "06:00" },
      "2026-11-30 00:00",
      true,
    ],
    ["that does not begin belongs to its day", { days: ["mon"], to: "06:00" }, "2026-12-01 05:00", false],
    ["goes over midnight", { from: "22:00", to: "06:00" }, "2026-11-30 05:59", true],
    ["is shut by day then", { from: "22:00", to: "06:00" }, "2026-11-30 06:00", false],
    [
      "belongs to the day on which it began",
      { days: ["mon"], from: "22:00", to: "06:00" },
      "2026-12-01 05:00",
      true,
    ],
    ["also in its first evening", { days: ["mon"], from: "22:00", to: "06:00" }, "2026-11-30 23:00", true],
    [
      "not to the one on which it ends",
      { days: ["mon"], from: "22:00", to: "06:00" },
      "2026-11-30 05:00",
      false,
    ],
    ["also on its last night", { until: "2026-11-30", from: "22:00", to: "06:00" }, "2026-12-01 05:00", true],
    [
      "also over the year's end",
      { until: "2026-12-31", from: "22:00", to: "06:00" },
      "2027-01-01 05:00",
      true,
    ],
  ])("%s", (_, changes, moment, answer) => {
    const [date = "", time = ""] = moment.split(" ");
    expect(isOpen({ ...always, ...changes }, { date, time })).toBe(answer);
  });

  it("is told in words", () => {
    const window: TimeWindow = {
      days: ["mon", "tue"],
      from: "09:00",
      to: "12:00",
      since: null,
      until: "2026-12-24",
    };
    expect(windowText(window)).toBe("on mon, tue from 09:00 to 12:00 until 2026-12-24");
    expect(windowText({ ...always, since: "2026-12-01" })).toBe("since 2026-12-01");
    expect(windowText(always)).toBe("");
    expect(momentText({ date: "2026-12-01", time: "09:12" })).toBe("Tue 2026-12-01 09:12");
  });
});

describe("the house's own time", () => {
  const at = (iso: string, zone = "Europe/Berlin") => localMoment(Date.parse(iso), zone);

  it("is that of its zone, in summer and in winter", () => {
    expect(at("2026-07-01T22:30:00Z")).toEqual({ date: "2026-07-02", time: "00:30" });
    expect(at("2026-12-01T22:30:00Z")).toEqual({ date: "2026-12-01", time: "23:30" });
    expect(at("2026-12-01T22:30:00Z", "America/New_York")).toEqual({ date: "2026-12-01", time: "17:30" });
  });

  it("leaves out an hour in spring: a window within it is shut on that day", () => {
    const window: TimeWindow = { ...always, from: "02:00", to: "03:00" };
    const moments = [...Array(240).keys()].map((minute) =>
      at(new Date(Date.parse("2026-03-29T00:00:00Z") + minute * 60_000).toISOString()),
    );
    expect(moments.some((moment) => isOpen(window, moment))).toBe(false);
  });

  it("has an hour twice in autumn: a window within it is open in both", () => {
    const window: TimeWindow = { ...always, from: "02:15", to: "02:45" };
    const minutes = [...Array(240).keys()].filter((minute) =>
      isOpen(window, at(new Date(Date.parse("2026-10-24T23:00:00Z") + minute * 60_000).toISOString())),
    );
    expect(minutes).toHaveLength(60);
  });
});
