import { expect, test } from "vitest";
import { settled } from "../../../../fakes/manual-clock.ts";
import { RecorderStand } from "../../../../fakes/recorder-stand.ts";

test("makes a clip of what a dead camera process has left", async () => {
  const stand = new RecorderStand();
  const { at, t } = stand.clock.now();
  const clip = await stand.recording({ aboutT: t });
  const asked: string[] = [];
  stand.recover = (path) => {
    asked.push(path);
    return Promise.resolve({ seconds: 12.5, bytes: 900, sha256: null });
  };
  await stand.recorder.onLost("porch", "it was ended by SIGKILL");
  expect(asked).toEqual([`/state/clips/${clip}.mp4`]);
  expect(stand.all("recording.finished")).toMatchObject([
    {
      clip,
      seconds: 12.5,
      bytes: 900,
      startAt: at - 11_000,
      startT: t - 11_000,
      preRollMs: 11_000,
      reason: "rule record-strangers (the recording was cut short: it was ended by SIGKILL)",
    },
  ]);
});

test("makes a clip of what was written before the disk failed, too", async () => {
  const stand = new RecorderStand();
  const clip = await stand.recording();
  stand.recover = () => Promise.resolve({ seconds: 12.5, bytes: 900, sha256: null });
  stand.say({ type: "clip-failed", clip, why: "no space left" });
  stand.clock.advance(1);
  const next = await stand.recording();
  expect(next).not.toBe(clip);
  expect(stand.all("recording.finished")).toMatchObject([
    { clip, seconds: 12.5, reason: "rule record-strangers (no space left)" },
  ]);
  expect(stand.all("recording.failed")).toEqual([]);
});

test("says so when nothing of it can be played", async () => {
  const stand = new RecorderStand();
  const clip = await stand.recording();
  await stand.recorder.onLost("porch", "it was ended by SIGKILL");
  expect(stand.all("recording.failed")).toMatchObject([
    { clip, why: "the recording was cut short: it was ended by SIGKILL" },
  ]);
});

test("says so when the recovery itself fails", async () => {
  const stand = new RecorderStand();
  const clip = await stand.recording();
  stand.recover = () => Promise.reject(new Error("no space left"));
  await stand.recorder.onLost("porch", "it crashed");
  expect(stand.all("recording.failed")).toMatchObject([{ clip }]);
});

test("tells at once whoever waits for a clip that had not begun", async () => {
  const stand = new RecorderStand();
  const answer = stand.wish();
  await stand.recorder.onLost("porch", "it crashed");
  await expect(answer).rejects.toThrow("the recording was cut short: it crashed");
});

test("leaves the clips of other cameras alone", async () => {
  const stand = new RecorderStand();
  await stand.recording({ camera: "garden" });
  await stand.recorder.onLost("porch", "it crashed");
  expect(stand.all("recording.failed")).toEqual([]);
});

test("begins a clip of its own for what is wished while the cut-off one is still being mended", async () => {
  const stand = new RecorderStand();
  const first = await stand.recording();
  let mended: (left: { seconds: number; bytes: number; sha256: string | null }) => void = () => undefined;
  stand.recover = () => new Promise((resolve) => (mended = resolve));
  const mending = stand.recorder.onLost("porch", "it crashed");
  stand.clock.advance(1_000);
  const second = await stand.recording();
  expect(second).not.toBe(first);
  mended({ seconds: 3, bytes: 100, sha256: null });
  await mending;
  await settled();
  expect(stand.all("recording.finished").map(({ clip }) => clip)).toEqual([first]);
  expect(await stand.wish({ request: "r3" })).toEqual({ clip: second });
});
