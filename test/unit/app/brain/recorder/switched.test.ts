import { expect, test } from "vitest";
import { LIMITS, RecorderStand } from "../../../../fakes/recorder-stand.ts";

test("records until it is switched off, at most as long as a clip may get", async () => {
  const stand = new RecorderStand();
  const clip = await stand.recording({ until: "switched-off" });
  const { t } = stand.clock.now();
  expect(stand.lastTold("record-until")).toMatchObject({ clip, untilT: t + LIMITS.maxMs });
  stand.clock.advance(20_000);
  expect(stand.recorder.switchOff("porch")).toEqual({ stillWanted: false });
  expect(stand.lastTold("record-until")).toMatchObject({ clip, untilT: t + 20_000 });
  expect(stand.recorder.switchOff("porch")).toBeNull();
});

test("does not end what a rule has recorded", async () => {
  const stand = new RecorderStand();
  await stand.recording({ forMs: 60_000 });
  const { untilT } = stand.lastTold("record-until");
  expect(stand.recorder.switchOff("porch")).toBeNull();
  await stand.wish({ until: "switched-off" });
  expect(stand.recorder.switchOff("porch")).toEqual({ stillWanted: true });
  expect(stand.lastTold("record-until").untilT).toBe(untilT);
});

test("has nothing to switch off at a camera that records nothing", async () => {
  const stand = new RecorderStand();
  await stand.recording({ until: "switched-off" });
  stand.clock.advance(LIMITS.maxMs + 1);
  expect(stand.recorder.switchOff("porch")).toBeNull();
  expect(stand.recorder.switchOff("garden")).toBeNull();
});

test("says so where the camera is gone, and does not hold on to its clip", async () => {
  const stand = new RecorderStand();
  await stand.recording({ until: "switched-off" });
  stand.down.add("porch");
  expect(() => stand.recorder.switchOff("porch")).toThrow("Camera porch is not running");
  expect(stand.recorder.switchOff("porch")).toBeNull();
});
