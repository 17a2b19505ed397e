import { describe, expect, it } from "vitest";
import { isFaceAlone, type FaceFactor } from "../../../src/guard/policy.ts";

const face: FaceFactor = {
  by: "face",
  groups: ["family"],
  people: null,
  cameras: null,
  zones: [],
  live: true,
  alone: false,
  withinMs: 3000,
  challenge: null,
  acceptsReplay: true,
};

describe("faces and nothing else", () => {
  it("is a face, also two of them", () => {
    expect(isFaceAlone(face)).toBe(true);
    expect(isFaceAlone({ all: [face, face] })).toBe(true);
  });

  it("is not a face with a challenge or with another factor", () => {
    expect(isFaceAlone({ ...face, challenge: "turn-head" })).toBe(false);
    expect(isFaceAlone({ all: [face, { by: "voice", microphones: null, withinMs: 5000 }] })).toBe(false);
  });
});
