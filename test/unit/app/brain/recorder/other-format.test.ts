import { expect, test } from "vitest";
import { settled } from "../../../../fakes/manual-clock.ts";
import { RecorderStand, TRUTH } from "../../../../fakes/recorder-stand.ts";

test("a clip that goes on in another file keeps its reason there, and later wishes concern that one", async () => {
  const stand = new RecorderStand();
  const clip = await stand.recording();
  stand.begin(`${clip}_2`, { continues: clip });
  stand.finish(clip);
  expect(await stand.wish({ request: "r2" })).toEqual({ clip: `${clip}_2` });
  expect(stand.lastTold("record-until").clip).toBe(`${clip}_2`);
  expect(stand.allTold("record")).toHaveLength(1);
  stand.finish(`${clip}_2`);
  await settled();
  expect(stand.all("recording.finished")).toMatchObject([
    { clip, reason: "rule record-strangers" },
    {
      clip: `${clip}_2`,
      reason: "rule record-strangers",
      continues: clip,
      preRollMs: 0,
      media: [{ kind: "clip", path: `clips/${clip}_2.mp4` }],
    },
  ]);
  expect(stand.all("recording.finished")[0]).not.toHaveProperty("continues");
});

test("what the camera says of a clip's gaps and beginning is in its event", async () => {
  const stand = new RecorderStand();
  const clip = await stand.recording();
  const gaps = [{ atMs: 0, lastsMs: 4_000 }];
  const truth = { ...TRUTH, gaps, lateMs: 1_200, lateWhy: "no picture had come", gapCount: 1, gapMs: 4_000 };
  stand.finish(clip, { truth });
  await settled();
  expect(stand.all("recording.finished")[0]?.truth).toEqual(truth);
});
