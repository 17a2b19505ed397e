import { expect, test } from "vitest";
import type { GatehouseEvent } from "../../../../../src/events/catalogue.ts";
import { stampEvent } from "../../../../../src/events/stamp.ts";
import { LIMITS, RecorderStand } from "../../../../fakes/recorder-stand.ts";

const seen = {
  source: "camera:porch",
  camera: "porch",
  box: [0, 0, 1, 1] as [number, number, number, number],
};
const stamp = { id: "e", seq: 1, boot: "boot-1", run: "run-1" };

function appeared(stand: RecorderStand, track: number): GatehouseEvent {
  const facts = { ...seen, ...stand.clock.now(), track, zones: [], confidence: 0.9 };
  return stampEvent({ name: "person.appeared", ...facts }, stamp);
}

function left(stand: RecorderStand, track: number): GatehouseEvent {
  return stampEvent(
    { name: "person.left", ...seen, ...stand.clock.now(), track, zones: [], seconds: 9 },
    stamp,
  );
}

function lost(stand: RecorderStand): GatehouseEvent {
  const now = stand.clock.now();
  return stampEvent(
    { name: "sensor.lost", source: "camera:porch", ...now, sensor: "camera:porch", why: "gone" },
    stamp,
  );
}

test("records until the last of several people has left, and the post-roll", async () => {
  const stand = new RecorderStand();
  stand.recorder.observe(appeared(stand, 1));
  stand.recorder.observe(appeared(stand, 2));
  await stand.recording({ until: "person.left" });
  expect(stand.lastTold("record-until").untilT).toBe(stand.clock.now().t + LIMITS.maxMs);
  stand.clock.advance(60_000);
  stand.recorder.observe(left(stand, 1));
  expect(stand.allTold("record-until")).toHaveLength(1);
  stand.clock.advance(5_000);
  stand.recorder.observe(left(stand, 2));
  expect(stand.lastTold("record-until").untilT).toBe(stand.clock.now().t + LIMITS.afterMs);
});

test("waits for nobody where nobody is in view", async () => {
  const stand = new RecorderStand();
  stand.recorder.observe(appeared(stand, 1));
  stand.recorder.observe(left(stand, 1));
  await stand.recording({ until: "person.left" });
  expect(stand.lastTold("record-until").untilT).toBe(stand.clock.now().t + LIMITS.afterMs);
});

test("waits for nobody whom a lost camera has seen", async () => {
  const stand = new RecorderStand();
  stand.recorder.observe(appeared(stand, 1));
  stand.recorder.observe(lost(stand));
  await stand.recording({ until: "person.left" });
  expect(stand.lastTold("record-until").untilT).toBe(stand.clock.now().t + LIMITS.afterMs);
});

test("leaves a clip of a fixed length as it is when somebody leaves", async () => {
  const stand = new RecorderStand();
  stand.recorder.observe(appeared(stand, 1));
  await stand.recording({ until: "person.left", forMs: 40_000 });
  stand.recorder.observe(left(stand, 1));
  expect(stand.allTold("record-until")).toHaveLength(1);
});
