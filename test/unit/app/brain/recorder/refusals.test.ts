import { expect, test } from "vitest";
import { RecorderStand } from "../../../../fakes/recorder-stand.ts";

test("refuses at once while the camera's process is down, and remembers nothing of it", async () => {
  const stand = new RecorderStand();
  stand.down.add("porch");
  await expect(stand.wish()).rejects.toMatchObject({ code: "CAMERA_DOWN" });
  await expect(stand.recorder.snapshot({ camera: "porch", request: "r2" })).rejects.toMatchObject({
    code: "CAMERA_DOWN",
  });
  await stand.recorder.onLost("porch", "it crashed again");
  expect(stand.events).toEqual([]);
});

test("refuses when the camera cannot begin the clip, with its reason", async () => {
  const stand = new RecorderStand();
  const answer = stand.wish();
  const { clip } = stand.lastTold("record");
  stand.say({ type: "clip-failed", clip, why: "the disk is full" });
  await expect(answer).rejects.toMatchObject({ code: "CAMERA_REFUSED", message: "the disk is full" });
  expect(stand.all("recording.failed")).toMatchObject([{ camera: "porch", clip, why: "the disk is full" }]);
});

test("begins another clip after one that could not begin", async () => {
  const stand = new RecorderStand();
  const answer = stand.wish();
  stand.say({ type: "clip-failed", clip: stand.lastTold("record").clip, why: "no pictures" });
  await expect(answer).rejects.toThrow("no pictures");
  stand.clock.advance(1_000);
  await stand.recording();
  expect(stand.allTold("record")).toHaveLength(2);
});

test("gives up after 5 s without an answer; the next wish begins a clip of its own", async () => {
  const stand = new RecorderStand();
  const answer = stand.wish();
  await stand.clock.advanceSettled(5_000);
  await expect(answer).rejects.toMatchObject({ code: "CAMERA_REFUSED" });
  await stand.recording();
  expect(stand.allTold("record")).toHaveLength(2);
});

test("keeps the reason of a clip that begins after its asker has given up", async () => {
  const stand = new RecorderStand();
  const answer = stand.wish({ reason: "rule record-strangers" });
  const { clip } = stand.lastTold("record");
  await stand.clock.advanceSettled(5_000);
  await expect(answer).rejects.toMatchObject({ code: "CAMERA_REFUSED" });
  stand.begin(clip);
  stand.finish(clip);
  expect(stand.events.map((event) => ("reason" in event ? event.reason : null))).toEqual([
    "rule record-strangers",
    "rule record-strangers",
  ]);
});

test("refuses clips of a camera that must not be recorded, with the reason, and still takes pictures of it", async () => {
  const stand = new RecorderStand();
  stand.forbidden = "Clips of porch would show what its masks hide.";
  await expect(stand.wish()).rejects.toMatchObject({ code: "RECORDING_FORBIDDEN", message: stand.forbidden });
  expect(stand.told).toEqual([]);
  const snapshot = stand.recorder.snapshot({ camera: "porch", request: "r2" });
  expect(stand.lastTold("snapshot")).toMatchObject({ id: "r2" });
  stand.say({ type: "snapshot", id: "r2", picture: new Uint8Array([1]), why: "" });
  await snapshot;
});
