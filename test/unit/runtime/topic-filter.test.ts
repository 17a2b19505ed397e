import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { filtersOverlap, isTopicFilter, topicMatches } from "../../../src/runtime/topic-filter.ts";

describe("MQTT topic filters", () => {
  it.each([
    ["a/b", "a/b", true],
    ["a/+", "a/b", true],
    ["a/+", "a/b/c", false],
    ["a/#", "a", true],
    ["a/#", "a/b/c", true],
    ["#", "a/b", true],
    ["#", "$SYS/broker", false],
    ["+/broker", "$SYS/broker", false],
    ["a", "a/b", false],
    ["a/+/c", "a//c", true],
  ])("%s matches %s: %s", (filter, topic, expected) => {
    expect(topicMatches(filter, topic)).toBe(expected);
  });

  it.each([
    ["a/#", "a/b/set", true],
    ["+/b", "a/+", true],
    ["a/+", "a", false],
    ["a/#", "a", true],
    ["home/+", "lock/set", false],
  ])("%s and %s overlap: %s", (left, right, expected) => {
    expect(filtersOverlap(left, right)).toBe(expected);
    expect(filtersOverlap(right, left)).toBe(expected);
  });

  it("knows that wildcards stand alone in their level", () => {
    expect(["a/#/b", "a+", "a#", ""].filter(isTopicFilter)).toEqual([]);
    expect(["#", "+/+", "a/b/#"].filter(isTopicFilter)).toHaveLength(3);
  });

  it("finds an overlap whenever one topic matches both filters", () => {
    const level = fc.constantFrom("a", "b", "+");
    const filter = fc
      .tuple(fc.array(level, { minLength: 1, maxLength: 4 }), fc.boolean())
      .map(([levels, open]) => [...levels, ...(open ? ["#"] : [])].join("/"));
    const topic = fc
      .array(fc.constantFrom("a", "b"), { minLength: 1, maxLength: 5 })
      .map((levels) => levels.join("/"));
    fc.assert(
      fc.property(filter, filter, topic, (left, right, found) => {
        fc.pre(topicMatches(left, found) && topicMatches(right, found));
        expect(filtersOverlap(left, right)).toBe(true);
      }),
    );
  });
});
