import { expect, test } from "vitest";
import { RecorderStand } from "../../../../fakes/recorder-stand.ts";

const wish = { camera: "porch", request: "r7" };

test("keeps the picture and says which request it belongs to", async () => {
  const stand = new RecorderStand();
  const done = stand.recorder.snapshot(wish);
  expect(stand.lastTold("snapshot")).toEqual({ type: "snapshot", id: "r7" });
  stand.say({ type: "snapshot", id: "r7", picture: new Uint8Array([1]), why: "" });
  await done;
  expect(stand.all("snapshot.taken")).toMatchObject([
    { camera: "porch", request: "r7", media: [{ kind: "picture", path: "media/porch-snapshot.jpg" }] },
  ]);
});

test("refuses when the camera has no picture yet", async () => {
  const stand = new RecorderStand();
  const done = stand.recorder.snapshot(wish);
  stand.say({ type: "snapshot", id: "r7", picture: null, why: "the camera has no picture yet" });
  await expect(done).rejects.toMatchObject({ code: "CAMERA_REFUSED" });
  expect(stand.events).toEqual([]);
});

test("keeps no picture that comes after it was given up", async () => {
  const stand = new RecorderStand();
  const done = stand.recorder.snapshot(wish);
  done.catch(() => undefined);
  await stand.clock.advanceSettled(5_000);
  await expect(done).rejects.toMatchObject({ code: "CAMERA_REFUSED" });
  stand.say({ type: "snapshot", id: "r7", picture: new Uint8Array([1]), why: "" });
  expect([stand.events, stand.pictures]).toEqual([[], []]);
});

test("whom a snapshot shows is said beside it", async () => {
  const stand = new RecorderStand();
  const taken = stand.recorder.snapshot({ camera: "porch", request: "r7" });
  const shows = [{ track: 4, person: "anna" }];
  stand.say({ type: "snapshot", id: "r7", picture: new Uint8Array([1]), why: "", shows });
  await taken;
  expect(stand.events).toMatchObject([{ name: "snapshot.taken", media: [{ shows }] }]);
});
