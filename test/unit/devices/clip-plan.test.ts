import { describe, expect, it } from "vitest";
import { planAfterLeave, planAfterSwitchOff, planClip } from "../../../src/devices/clip-plan.ts";
import type { RecordWish } from "../../../src/devices/ports.ts";

const limits = { beforeMs: 10_000, afterMs: 15_000, maxMs: 600_000 };
const wish: RecordWish = {
  camera: "porch",
  request: "r1",
  until: "person.left",
  forMs: null,
  reason: "a stranger",
  aboutT: 100_000,
};
const occupied = { nowT: 100_200, occupied: true, limits, newName: "clip-1" };

describe("planning a clip", () => {
  it("begins the pre-roll before the moment the wish is about, not before the wish", () => {
    expect(planClip(null, wish, occupied).fromT).toBe(90_000);
  });

  it("stays open while somebody is in view, up to the longest clip", () => {
    const open = planClip(null, wish, occupied);
    expect(open).toMatchObject({ waitsForLeave: true, untilT: 700_000 });
  });

  it("ends with the post-roll once the last person has left", () => {
    const open = planAfterLeave(planClip(null, wish, occupied), { nowT: 130_000, limits });
    expect(open).toMatchObject({ waitsForLeave: false, untilT: 145_000 });
  });

  it("does not wait for somebody who is not there", () => {
    const open = planClip(null, wish, { ...occupied, occupied: false });
    expect(open).toMatchObject({ waitsForLeave: false, untilT: 115_200 });
  });

  it("extends the open clip, keeping its name and beginning, and never shortens it", () => {
    const first = planClip(null, { ...wish, until: null, forMs: 60_000 }, occupied);
    const second = planClip(
      first,
      { ...wish, until: null, aboutT: 105_000 },
      { ...occupied, nowT: 105_000, newName: "clip-2" },
    );
    expect(second).toMatchObject({ clip: "clip-1", fromT: 90_000, untilT: 160_200 });
  });

  it("keeps what a wish with a length was promised, although the person leaves early", () => {
    const first = planClip(null, { ...wish, until: null, forMs: 60_000 }, occupied);
    const both = planClip(first, wish, occupied);
    expect(planAfterLeave(both, { nowT: 110_000, limits }).untilT).toBe(160_200);
  });

  describe("until it is switched off", () => {
    const switched: RecordWish = { ...wish, until: "switched-off" };

    it("lasts up to the longest clip, whoever leaves, and ends at once when it is", () => {
      const open = planAfterLeave(planClip(null, switched, occupied), { nowT: 130_000, limits });
      expect(open).toMatchObject({ isSwitchedOn: true, untilT: 700_000 });
      expect(planAfterSwitchOff(open)).toMatchObject({ isSwitchedOn: false, untilT: 100_200 });
    });

    it("leaves what a rule wants of the clip as it is, whichever came first", () => {
      const both = [planClip(planClip(null, wish, occupied), switched, occupied)];
      both.push(planClip(planClip(null, switched, occupied), wish, occupied));
      for (const open of both.map(planAfterSwitchOff)) {
        expect(open).toMatchObject({ waitsForLeave: true, untilT: 700_000 });
        expect(planAfterLeave(open, { nowT: 130_000, limits }).untilT).toBe(145_000);
      }
    });

    it("goes on after the person has left, and then lasts for the post-roll of the rule", () => {
      const both = planClip(planClip(null, wish, occupied), switched, occupied);
      const left = planAfterLeave(both, { nowT: 130_000, limits });
      expect(left.untilT).toBe(700_000);
      expect(planAfterSwitchOff(left).untilT).toBe(145_000);
    });

    it("keeps the length that another wish was promised", () => {
      const first = planClip(null, { ...wish, until: null, forMs: 60_000 }, occupied);
      expect(planAfterSwitchOff(planClip(first, switched, occupied)).untilT).toBe(160_200);
    });
  });
});
