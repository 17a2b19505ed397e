import { rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { SystemClock, SystemScheduler } from "../../../src/adapters/clock/system-clock.ts";
import { probeStream, type StreamFacts } from "../../../src/adapters/libav/probe-stream.ts";
import { makeVideo, temporaryFolder } from "../../fakes/test-video.ts";

let folder: string;
beforeAll(async () => (folder = await temporaryFolder()));
afterAll(() => rm(folder, { recursive: true }));

function probe(source: string, seconds = 10, keyFrameSeconds = seconds): Promise<StreamFacts> {
  const parts = { clock: new SystemClock(), scheduler: new SystemScheduler() };
  const wanted = { seconds, keyFrameSeconds };
  return probeStream(source, { ...parts, signal: new AbortController().signal, ...wanted });
}

test("codec, size, rate, key frames and sound of a stream are told, and its pictures decoded", async () => {
  const path = await makeVideo(join(folder, "plain.mp4"), { seconds: 4, gopSeconds: 2, sound: true });
  const facts = await probe(path);
  expect(facts).toMatchObject({
    ...{ codec: "h264", width: 320, height: 240, sampleAspect: 1, rotation: 0, sound: "aac" },
    ...{ unrecordable: null, undecodable: 0, keyFrameSeconds: 2 },
  });
  expect(facts.fps).toBeCloseTo(25, 1);
  expect(facts.decoded).toBeGreaterThan(90);
  expect(facts.bitrate).toBeGreaterThan(10_000);
});

test("reading ends after the wanted time", async () => {
  const path = await makeVideo(join(folder, "long.mp4"), { seconds: 6 });
  expect((await probe(path, 1)).decoded).toBeLessThan(30);
});

test("key frames that come seldom are waited for without decoding what comes meanwhile", async () => {
  const path = await makeVideo(join(folder, "seldom.mp4"), { seconds: 12, gopSeconds: 5 });
  const facts = await probe(path, 1, 8);
  expect(facts.keyFrameSeconds).toBeCloseTo(5, 1);
  expect(facts.decoded).toBeLessThan(30);
  const never = await probe(path, 1, 4);
  expect(never.keyFrameSeconds).toBeNull();
  expect(never.keyFrameWait).toBeCloseTo(4, 0);
});

test("pixels that are not square, and what cannot be recorded, are told", async () => {
  const squashed = await makeVideo(join(folder, "wide.mp4"), { seconds: 1, more: ["-vf", "setsar=4/3"] });
  expect((await probe(squashed)).sampleAspect).toBeCloseTo(4 / 3);
  const raw = await makeVideo(join(folder, "raw.avi"), {
    seconds: 1,
    more: ["-c:v", "rawvideo", "-pix_fmt", "yuyv422"],
  });
  expect(await probe(raw)).toMatchObject({
    codec: "rawvideo",
    unrecordable: expect.stringContaining("H.264") as string,
  });
});

test("what is not there is said", async () => {
  await expect(probe(join(folder, "none.mp4"))).rejects.toThrow("there is no such file or device");
});
