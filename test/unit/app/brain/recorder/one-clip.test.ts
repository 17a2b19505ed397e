import { expect, test } from "vitest";
import { settled } from "../../../../fakes/manual-clock.ts";
import { LIMITS, RecorderStand } from "../../../../fakes/recorder-stand.ts";

test("begins a clip before the moment it is about, under a name of the camera and the time", async () => {
  const stand = new RecorderStand();
  const { t } = stand.clock.now();
  const clip = await stand.recording({ aboutT: t - 2_000 });
  expect(clip).toBe("porch-20261123T184205.123Z");
  expect(stand.told.map(({ message }) => message)).toEqual([
    {
      type: "record",
      clip,
      path: `/state/clips/${clip}.mp4`,
      reason: "rule record-strangers",
      fromT: t - 2_000 - LIMITS.beforeMs,
    },
    { type: "record-until", clip, untilT: t + LIMITS.afterMs },
  ]);
  expect(stand.all("recording.started")).toMatchObject([
    { camera: "porch", clip, reason: "rule record-strangers" },
  ]);
});

test("extends the clip that is being recorded instead of beginning another", async () => {
  const stand = new RecorderStand();
  const clip = await stand.recording();
  stand.clock.advance(5_000);
  expect(await stand.wish({ request: "r2" })).toEqual({ clip });
  expect(stand.allTold("record")).toHaveLength(1);
  expect(stand.lastTold("record-until").untilT).toBe(stand.clock.now().t + LIMITS.afterMs);
});

test("never shortens a clip", async () => {
  const stand = new RecorderStand();
  await stand.recording({ forMs: 60_000 });
  const { untilT } = stand.lastTold("record-until");
  await stand.wish({ forMs: 1_000 });
  expect(stand.lastTold("record-until").untilT).toBe(untilT);
});

test("records each camera in a clip of its own", async () => {
  const stand = new RecorderStand();
  const porch = await stand.recording();
  const garden = await stand.recording({ camera: "garden" });
  expect([porch, garden].map((clip) => clip.split("-")[0])).toEqual(["porch", "garden"]);
});

test("begins a new clip when the one before has reached its end, though it is not closed yet", async () => {
  const stand = new RecorderStand();
  const first = await stand.recording();
  stand.clock.advance(LIMITS.afterMs);
  expect(await stand.recording()).not.toBe(first);
});

test("says of a finished clip why it exists, how far back it reaches, and where it is", async () => {
  const stand = new RecorderStand();
  const { t } = stand.clock.now();
  const clip = await stand.recording({ aboutT: t });
  stand.finish(clip, { startT: t - 11_250, seconds: 26.5, thumbnail: new Uint8Array([1]) });
  await settled();
  expect(stand.all("recording.finished")).toMatchObject([
    {
      camera: "porch",
      clip,
      reason: "rule record-strangers",
      preRollMs: 11_250,
      seconds: 26.5,
      bytes: 5_000,
      media: [
        { kind: "clip", path: `clips/${clip}.mp4` },
        { kind: "picture", path: "media/porch-clip.jpg" },
      ],
    },
  ]);
});
