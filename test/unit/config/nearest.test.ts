import { describe, expect, it } from "vitest";
import { editDistance, nearest } from "../../../src/config/nearest.ts";

describe("the name that was meant", () => {
  it.each([
    ["frontdoor", "front_door", 1],
    ["sourec", "source", 1],
    ["", "abc", 3],
    ["same", "same", 0],
  ])("%s is %s's neighbour at distance %i", (a, b, distance) => {
    expect(editDistance(a, b)).toBe(distance);
  });

  it("is found among the valid ones, unless nothing is near", () => {
    expect(nearest("frontdoor", ["garden", "front_door"])).toBe("front_door");
    expect(nearest("Sentry", ["home", "sentry"])).toBe("sentry");
    expect(nearest("cellar", ["garden", "front_door"])).toBeUndefined();
  });
});
