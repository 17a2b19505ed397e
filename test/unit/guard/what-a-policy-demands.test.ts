import { describe, expect, it } from "vitest";
import {
  factorsOf,
  isFaceAlone,
  isGuarded,
  peopleOf,
  windowsOf,
  type Alternative,
  type CodeFactor,
  type DevicePolicy,
} from "../../../src/guard/policy.ts";
import type { TimeWindow } from "../../../src/guard/time-window.ts";
import { faceFactor, lockPolicy } from "../../fakes/guard-world.ts";

const code: CodeFactor = { by: "code", codes: null, people: null, withinMs: 30_000 };
const mornings: TimeWindow = { days: null, from: "09:00", to: "12:00", since: null, until: null };
const evenings: TimeWindow = { ...mornings, from: "18:00", to: "20:00" };

describe("an alternative", () => {
  it("demands one factor, or several together", () => {
    expect(factorsOf(code)).toEqual([code]);
    expect(factorsOf({ all: [faceFactor(), code] })).toEqual([faceFactor(), code]);
  });

  it("counts in every window that it or a factor of it has", () => {
    expect(windowsOf(code)).toEqual([]);
    expect(windowsOf({ ...code, when: null })).toEqual([]);
    expect(windowsOf({ ...code, when: mornings })).toEqual([mornings]);
    const both: Alternative = { all: [faceFactor({ when: evenings }), code], when: mornings };
    expect(windowsOf(both)).toEqual([mornings, evenings]);
    expect(windowsOf({ all: [faceFactor(), code] })).toEqual([]);
  });

  it("demands as many people as it says, and any if it says nothing", () => {
    expect(peopleOf(code)).toBe(0);
    expect(peopleOf({ all: [code, code] })).toBe(0);
    expect(peopleOf({ all: [code, code], people: 2 })).toBe(2);
  });

  it.each<[boolean, string, Alternative]>([
    [true, "a face", faceFactor()],
    [true, "two faces", { all: [faceFactor(), faceFactor()] }],
    [false, "a face that is asked something", faceFactor({ challenge: "say-code" })],
    [
      false,
      "two faces, one of which is asked",
      { all: [faceFactor(), faceFactor({ challenge: "say-code" })] },
    ],
    [false, "a face and a code", { all: [faceFactor(), code] }],
    [false, "a code", code],
  ])("is by a face alone: %s, for %s", (answer, _, alternative) => {
    expect(isFaceAlone(alternative)).toBe(answer);
  });
});

describe("a device", () => {
  it.each<[boolean, DevicePolicy["type"], DevicePolicy["commands"]]>([
    [true, "lock", { lock: "free", unlock: "free" }],
    [true, "cover", { open: "free" }],
    [true, "switch", { on: "free", off: { alternatives: [code] } }],
    [true, "button", { press: { alternatives: [] } }],
    [false, "switch", { on: "free", off: "free" }],
    [false, "button", {}],
  ])("is guarded: %s, for a %s with %j", (answer, type, commands) => {
    expect(isGuarded(lockPolicy([], { type, commands }))).toBe(answer);
  });
});
