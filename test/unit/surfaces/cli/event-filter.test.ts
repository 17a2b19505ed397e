import { describe, expect, it } from "vitest";
import { limitOf, namesOf, sinceAt } from "../../../../src/surfaces/cli/event-filter.ts";
import { spanText } from "../../../../src/surfaces/cli/time-text.ts";

describe("--name", () => {
  it("takes a whole name or a noun", () => {
    expect(namesOf(["face.unknown"])).toEqual(["face.unknown"]);
    expect(namesOf(["face"])).toEqual(["face.recognized", "face.unknown", "face.spoofed"]);
    expect(namesOf(["sensor.*", "mode.changed"])).toEqual([
      "sensor.lost",
      "sensor.recovered",
      "mode.changed",
    ]);
  });

  it.each(["faces", "face.", ""])("refuses %j and lists what there is", (name) => {
    expect(() => namesOf([name])).toThrow(/face\.unknown, /);
  });
});

describe("--since", () => {
  const now = Date.parse("2026-11-23T18:00:00");

  it.each([
    ["90s", "2026-11-23T17:58:30"],
    ["15m", "2026-11-23T17:45:00"],
    ["1.5h", "2026-11-23T16:30:00"],
    ["2d", "2026-11-21T18:00:00"],
    ["2026-11-23", "2026-11-23T00:00:00"],
    ["2026-11-23T12:30", "2026-11-23T12:30:00"],
    ["2026-11-23 12:30", "2026-11-23T12:30:00"],
  ])("understands %s", (text, expected) => {
    expect(sinceAt(text, now)).toBe(Date.parse(expected));
  });

  it.each(["yesterday", "5", "2026-13-40", "-1h", ""])("refuses %j", (text) => {
    expect(() => sinceAt(text, now)).toThrow(/15m, 1h or 2d/);
  });
});

describe("--limit", () => {
  it("is a whole number from 1", () => {
    expect(limitOf("7")).toBe(7);
    for (const text of ["0", "-1", "1.5", "many", ""]) expect(() => limitOf(text)).toThrow(/--limit/);
  });
});

describe("a span of time", () => {
  it.each([
    [3.4, "3 ms"],
    [1234, "1.2 s"],
    [60_000, "1 min"],
    [125_000, "2 min 5 s"],
    [3_600_000, "1 h"],
    [12_000_000, "3 h 20 min"],
  ])("of %d ms is %s", (ms, expected) => {
    expect(spanText(ms)).toBe(expected);
  });
});
