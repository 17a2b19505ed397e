import { rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { eventually } from "../../fakes/eventually.ts";
import { recordCamera } from "../../fakes/recorded-camera.ts";
import { ffmpeg, makeVideo, temporaryFolder, VIDEO_FPS } from "../../fakes/test-video.ts";

let folder: string;
let short: string;

beforeAll(async () => {
  folder = await temporaryFolder();
  short = await makeVideo(join(folder, "short.mp4"), { seconds: 2, sound: true, bFrames: 2 });
});
afterAll(() => rm(folder, { recursive: true }));

test("played once as fast as possible, not one picture is lost to a receiver that is slow", async () => {
  const { camera, heard } = recordCamera(short, {
    stream: { analyseFps: VIDEO_FPS },
    frame: () => delay(5),
  });
  await eventually(() => heard.ended, { what: "the end" });
  await camera.stop();
  expect(heard.frames).toHaveLength(2 * VIDEO_FPS);
  expect(camera.counters()).toMatchObject({
    frames: 2 * VIDEO_FPS,
    dropped: 0,
    decodeErrors: 0,
    restarts: 0,
  });
  expect(heard.health.map(({ ok }) => ok)).toEqual([true]);
  const steps = heard.frames.slice(1).map(({ t }, i) => t - heard.frames[i]!.t);
  expect(Math.max(...steps)).toBeCloseTo(40, 1);
  expect(Math.min(...steps)).toBeCloseTo(40, 1);
});

test("paced, its pictures come when they are due, and their age is small", async () => {
  const { camera, heard, clock } = recordCamera(short, { stream: { paced: true } });
  const startT = clock.now().t;
  await eventually(() => heard.ended, { what: "the end" });
  expect(clock.now().t - startT).toBeGreaterThan(1_950);
  await camera.stop();
  expect(heard.frames.length).toBeGreaterThanOrEqual(9);
  for (const frame of heard.frames) {
    // A picture that is shown later than it is decoded (B-frames) may come a little early.
    expect(frame.heardT - frame.t).toBeGreaterThan(-150);
    expect(frame.heardT - frame.t).toBeLessThan(700);
    expect(frame).toMatchObject({ lagMs: 0, frozen: false });
  }
});

test("looped, time goes on without a gap or a step back", async () => {
  const { camera, heard } = recordCamera(short, {
    stream: { loop: true, analyseFps: VIDEO_FPS },
    frame: () => delay(2),
  });
  await eventually(() => heard.frames.length > 5 * VIDEO_FPS, { what: "three passes" });
  await camera.stop();
  const steps = heard.frames.slice(1).map(({ t }, i) => t - heard.frames[i]!.t);
  expect(Math.min(...steps)).toBeGreaterThan(0);
  expect(Math.max(...steps)).toBeLessThan(200);
  expect(heard.ended).toBe(false);
  const video = heard.packets.filter(({ media }) => media === "video");
  expect(video[0]?.key).toBe(true);
});

test("the sound of a camera comes as 80 ms of 16 kHz mono with its time", async () => {
  const { camera, heard } = recordCamera(short, { stream: { sound: true } });
  await eventually(() => heard.ended, { what: "the end" });
  await camera.stop();
  expect(heard.chunks.length).toBeGreaterThanOrEqual(23);
  expect(heard.chunks.every(({ samples }) => samples.length === 1_280)).toBe(true);
  const span = heard.chunks.at(-1)!.t - heard.chunks[0]!.t;
  expect(Math.abs(span - (heard.chunks.length - 1) * 80)).toBeLessThan(2);
  expect(Math.abs(heard.chunks[0]!.t - heard.frames[0]!.t)).toBeLessThan(120);
});

test("a still picture is shown again and again, and told to be frozen", async () => {
  const picture = join(folder, "still.jpg");
  await ffmpeg(["-i", short, "-frames:v", "1", picture]);
  const { camera, heard } = recordCamera(picture, { stream: { analyseFps: 10 } });
  await eventually(() => heard.frames.some(({ frozen }) => frozen), { what: "a frozen picture" });
  await camera.stop();
  const frozenAt = heard.frames.findIndex(({ frozen }) => frozen);
  expect(heard.frames[frozenAt]!.t - heard.frames[0]!.t).toBeGreaterThan(2_000);
});

test("a file that is not there yet is tried again until it is", async () => {
  const late = join(folder, "late.mp4");
  const { camera, heard } = recordCamera(late, { stream: { paced: true } });
  await eventually(() => heard.health.length > 0);
  expect(heard.health[0]).toMatchObject({
    ok: false,
    why: expect.stringMatching(/late\.mp4: there is no such file/) as string,
  });
  await ffmpeg(["-i", short, "-c", "copy", late]);
  await eventually(() => heard.health.at(-1)?.ok === true, { what: "recovery" });
  await camera.stop();
});

test("a camera that sends raw pictures is analysed, and says why it cannot be recorded", async () => {
  const raw = join(folder, "raw.avi");
  await ffmpeg([
    "-f",
    "lavfi",
    "-i",
    "testsrc=size=64x48:rate=10:duration=1",
    "-c:v",
    "rawvideo",
    "-pix_fmt",
    "yuyv422",
    raw,
  ]);
  const { camera, heard } = recordCamera(raw);
  await eventually(() => heard.ended, { what: "the end" });
  await camera.stop();
  expect(heard.frames.length).toBeGreaterThan(0);
  expect(heard.packets).toEqual([]);
  expect(heard.unrecordable).toMatch(/set it to H\.264, H\.265 or MJPEG/);
});

test("stopped at once, and twice, nothing hangs and nothing comes after", async () => {
  const { camera, heard } = recordCamera(short, { stream: { loop: true, paced: true } });
  await camera.stop();
  await camera.stop();
  const count = heard.frames.length;
  await delay(200);
  expect(heard.frames).toHaveLength(count);
});
