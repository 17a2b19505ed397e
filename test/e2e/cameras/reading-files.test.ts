import { rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { SystemClock, SystemScheduler } from "../../../src/adapters/clock/system-clock.ts";
import { LibavAudioReader } from "../../../src/adapters/libav/audio-reader.ts";
import { LibavFrameReader } from "../../../src/adapters/libav/frame-reader.ts";
import type { Frame } from "../../../src/sensors/frame.ts";
import { ffmpeg, makeVideo, temporaryFolder } from "../../fakes/test-video.ts";

let folder: string;
const parts = { clock: new SystemClock(), scheduler: new SystemScheduler() };

beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(() => rm(folder, { recursive: true }));

async function framesOf(path: string, fps = 5): Promise<Frame[]> {
  const frames: Frame[] = [];
  for await (const frame of new LibavFrameReader(parts).frames(path, { fps })) frames.push(frame);
  return frames;
}

test("the pictures of a file, thinned, all of them to the last", async () => {
  const frames = await framesOf(await makeVideo(join(folder, "plain.mp4"), { seconds: 3, bFrames: 2 }));
  expect(frames.map(({ ptsMs }) => ptsMs)).toEqual([...Array(15).keys()].map((i) => i * 200));
  expect(frames[0]).toMatchObject({ width: 320, height: 240 });
  expect(frames.every(({ data }) => data.length === 320 * 240 * 3)).toBe(true);
  expect(frames[14]!.t - frames[0]!.t).toBeCloseTo(2_800, 3);
});

test("a picture that is stored squeezed comes with square pixels", async () => {
  const path = await makeVideo(join(folder, "squeezed.mp4"), {
    seconds: 1,
    size: "720x576",
    more: ["-vf", "setsar=64/45"],
  });
  expect((await framesOf(path))[0]).toMatchObject({ width: 1_024, height: 576 });
});

test("a large picture is made to fit", async () => {
  const path = await makeVideo(join(folder, "large.mp4"), { seconds: 1, size: "1920x1080" });
  expect((await framesOf(path))[0]).toMatchObject({ width: 1_280, height: 720 });
});

test.each([
  ["high definition", "bt709", "tv"],
  ["television of old", "smpte170m", "tv"],
  ["the full range", "bt709", "pc"],
])("the colours of %s are what they were", async (_, matrix, range) => {
  const path = join(folder, `${matrix}-${range}.mp4`);
  await ffmpeg([
    ...["-f", "lavfi", "-i", "color=0xC86450:size=320x240:rate=25:duration=1"],
    ...["-vf", `scale=out_color_matrix=${matrix}:out_range=${range},format=yuv420p`],
    ...["-colorspace", matrix, "-color_range", range, "-c:v", "libx264", "-qp", "4", path],
  ]);
  const [frame] = await framesOf(path);
  const [red = 0, green = 0, blue = 0] = frame!.data;
  expect(Math.abs(red - 200)).toBeLessThan(6);
  expect(Math.abs(green - 100)).toBeLessThan(6);
  expect(Math.abs(blue - 80)).toBeLessThan(6);
});

test("a film taken with the phone upright stands upright", async () => {
  const plain = await makeVideo(join(folder, "lying.mp4"), { seconds: 1 });
  const turned = join(folder, "turned.mov");
  await ffmpeg(["-i", plain, "-c", "copy", "-metadata:s:v:0", "rotate=90", turned]);
  const upright = join(folder, "upright.mkv");
  await ffmpeg(["-i", turned, "-c:v", "libx264", "-qp", "0", upright]);
  const [ours] = await framesOf(turned);
  const [theirs] = await framesOf(upright);
  expect(ours).toMatchObject({ width: 240, height: 320 });
  const difference = ours!.data.reduce((sum, value, i) => sum + Math.abs(value - theirs!.data[i]!), 0);
  expect(difference / ours!.data.length).toBeLessThan(4);
});

test.each([["png"], ["jpg"]])("a still picture (%s) is one frame with its colours", async (type) => {
  const path = join(folder, `red.${type}`);
  await ffmpeg(["-f", "lavfi", "-i", "color=red:size=64x48", "-frames:v", "1", path]);
  const frames = await framesOf(path);
  expect(frames).toHaveLength(1);
  const [red = 0, green = 255, blue = 255] = frames[0]!.data;
  expect(red).toBeGreaterThan(240);
  expect(green).toBeLessThan(16);
  expect(blue).toBeLessThan(16);
});

test.each([
  ["wav", ["-ar", "44100", "-ac", "2"]],
  ["mp3", ["-ar", "48000"]],
  ["ogg", ["-c:a", "libvorbis", "-ar", "22050"]],
  ["flac", ["-ar", "8000"]],
])("the sound of a %s becomes 16 kHz mono, in blocks of a second at most", async (type, options) => {
  const path = join(folder, `tone.${type}`);
  await ffmpeg(["-f", "lavfi", "-i", "sine=frequency=440:duration=2.5", ...options, path]);
  const blocks: Int16Array[] = [];
  for await (const block of new LibavAudioReader(parts).samples(path)) blocks.push(block);
  expect(Math.max(...blocks.map(({ length }) => length))).toBeLessThanOrEqual(16_000);
  const samples = blocks.flatMap((block) => Array.from(block));
  expect(Math.abs(samples.length - 40_000)).toBeLessThan(1_200);
  const middle = samples.slice(8_000, 24_000);
  const crossings = middle.filter((value, i) => i > 0 && value >= 0 && middle[i - 1]! < 0).length;
  expect(Math.abs(crossings - 440)).toBeLessThanOrEqual(2);
});

test("what cannot be read is said with the file's name and what to do", async () => {
  const missing = framesOf(join(folder, "nothing.mp4"));
  await expect(missing).rejects.toMatchObject({ code: "MEDIA_UNREADABLE", kind: "missing" });
  await expect(missing).rejects.toThrow(/nothing\.mp4: there is no such file/);
  const silent = await makeVideo(join(folder, "silent.mp4"), { seconds: 1 });
  const sound = new LibavAudioReader(parts).samples(silent)[Symbol.asyncIterator]().next();
  await expect(sound).rejects.toThrow(/no such stream/);
});

test("reading can be broken off", async () => {
  const path = await makeVideo(join(folder, "long.mp4"), { seconds: 5 });
  const abort = new AbortController();
  let count = 0;
  const reading = (async () => {
    for await (const frame of new LibavFrameReader(parts).frames(path, { fps: 25, signal: abort.signal })) {
      count += frame.width > 0 ? 1 : 0;
      if (count === 3) abort.abort();
    }
  })();
  await expect(reading).rejects.toMatchObject({ code: "MEDIA_ABORTED" });
  expect(count).toBeLessThan(60);
});
