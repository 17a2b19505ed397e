import { describe, expect, it } from "vitest";
import { parseList, type ListSource } from "../../../../src/perception/voice/word-list.ts";

const ways = (source: ListSource): readonly string[] => {
  const parsed = parseList(source);
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.values.map(({ value, words }) => `${words.join(" ")} = ${value}`);
};

describe("a list", () => {
  it("reports its values as they are written", () => {
    expect(ways(["Living Room", "drive-way"])).toEqual([
      "living room = Living Room",
      "drive way = drive-way",
    ]);
    expect(ways({ values: ["hall"] })).toEqual(["hall = hall"]);
  });

  it("tells what is said from what it stands for", () => {
    expect(ways([{ in: "(front|main) door[s]", out: "front_door_lock" }])).toEqual([
      "front doors = front_door_lock",
      "front door = front_door_lock",
      "main doors = front_door_lock",
      "main door = front_door_lock",
    ]);
  });

  it("reports which way of a template was said", () => {
    expect(ways(["[a bit of] milk"])).toEqual(["a bit of milk = a bit of milk", "milk = milk"]);
  });

  it("counts, in words and digits", () => {
    expect(ways({ range: { from: 0, to: 100, step: 50 } })).toEqual([
      "zero = 0",
      "fifty = 50",
      "one hundred = 100",
      "a hundred = 100",
    ]);
    expect(ways({ range: { from: -1, to: 1 } })).toEqual(["minus one = -1", "zero = 0", "one = 1"]);
  });

  it.each<[ListSource, RegExp]>([
    [["track 5"], /"track 5" cannot be spoken: write numbers as words/u],
    [[" "], /empty value/u],
    [["{other}"], /names a list/u],
    [[{ in: "[maybe]", out: "x" }], /saying nothing/u],
    [{ range: { from: 5, to: 1 } }, /from 5 to 1/u],
    [{ range: { from: 0, to: 1, step: 0.5 } }, /step 0\.5/u],
    [{ range: { from: 0, to: 20_000 } }, /beyond 9999/u],
    [{ range: { from: 0, to: 9_999 } }, /more than 2000 ways/u],
  ])("cannot be %j", (source, message) => {
    const parsed = parseList(source);
    expect(parsed.ok ? "" : parsed.message).toMatch(message);
  });
});
