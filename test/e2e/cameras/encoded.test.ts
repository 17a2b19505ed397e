import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ClipFile } from "../../../src/adapters/libav/clip-file.ts";
import type { Frame } from "../../../src/sensors/frame.ts";
import { eventually } from "../../fakes/eventually.ts";
import { recordCamera } from "../../fakes/recorded-camera.ts";
import { complaints, ffmpeg, makeVideo, packetsOf, temporaryFolder } from "../../fakes/test-video.ts";

/** The left half of the upright picture, and a little more. */
const LEFT: [number, number][] = [
  [0, 0],
  [0.52, 0],
  [0.52, 1],
  [0, 1],
];

let folder: string;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(() => rm(folder, { recursive: true }));

/** A clip of the whole film, coded anew with the mask painted in. */
async function recoded(source: string, path: string): Promise<void> {
  let clip: ClipFile | null = null;
  const { camera, heard } = recordCamera(source, {
    stream: { masks: [LEFT], encode: true, sound: false, analyseFps: null },
    packet: (entry) => {
      clip ??= ClipFile.open(path, entry);
      clip.write(entry);
      entry.packet.native.free();
    },
  });
  await eventually(() => heard.ended, { withinMs: 20_000 });
  await camera.stop();
  expect(camera.counters().notRecorded).toBe(0);
  const written = (clip as ClipFile | null) ?? expect.fail(`nothing was recorded: ${heard.unrecordable}`);
  await written.close();
}

async function pictures(source: string): Promise<Frame[]> {
  const { camera, heard } = recordCamera(source, { stream: { packets: false, sound: false } });
  await eventually(() => heard.ended, { withinMs: 20_000 });
  await camera.stop();
  return heard.frames;
}

/** The brightest value left and right of the middle. */
function brightest({ width, height, data }: Frame): { left: number; right: number } {
  const sides = { left: 0, right: 0 };
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const side = x < width / 2 ? "left" : "right";
      sides[side] = Math.max(sides[side], ...data.subarray((y * width + x) * 3, (y * width + x) * 3 + 3));
    }
  return sides;
}

/** How far two pictures' right quarters are apart on average, in 255ths. */
function apart(a: Frame, b: Frame): number {
  let [sum, count] = [0, 0];
  for (let y = 0; y < a.height; y += 1)
    for (let x = Math.ceil(a.width * 0.75) * 3; x < a.width * 3; x += 1) {
      sum += Math.abs((a.data[y * a.width * 3 + x] ?? 0) - (b.data[y * a.width * 3 + x] ?? 0));
      count += 1;
    }
  return sum / count;
}

const FILMS: Record<string, (name: string) => Promise<string>> = {
  "H.264 whose pictures are shown in another order": (name) =>
    makeVideo(join(folder, `${name}.mp4`), { seconds: 3, bFrames: 2 }),
  "H.265 of ten bits": (name) => {
    const more = ["-c:v", "libx265", "-x265-params", "log-level=none", "-pix_fmt", "yuv420p10le"];
    return makeVideo(join(folder, `${name}.mkv`), { seconds: 3, more });
  },
  "MJPEG of the full range": (name) =>
    makeVideo(join(folder, `${name}.mkv`), { seconds: 3, more: ["-c:v", "mjpeg", "-pix_fmt", "yuvj422p"] }),
  "raw pictures": (name) => {
    const more = ["-c:v", "rawvideo", "-pix_fmt", "yuyv422"];
    return makeVideo(join(folder, `${name}.nut`), { seconds: 3, more });
  },
  "pictures of odd size": (name) =>
    makeVideo(join(folder, `${name}.mkv`), { seconds: 3, size: "321x241", more: ["-pix_fmt", "yuv444p"] }),
  "a turned film": async (name) => {
    const lying = await makeVideo(join(folder, "lying.mp4"), { seconds: 3 });
    const turned = join(folder, `${name}.mov`);
    await ffmpeg(["-i", lying, "-c", "copy", "-metadata:s:v:0", "rotate=90", turned]);
    return turned;
  },
};

test.each(Object.keys(FILMS))(
  "a clip that is coded anew from %s shows all but what is masked",
  async (name) => {
    const source = (await FILMS[name]?.(name)) ?? "";
    const path = join(folder, `${name} anew.mp4`);
    await recoded(source, path);
    expect(await complaints(path)).toBe("");

    const coded = await packetsOf(path);
    const times = await packetsOf(source);
    expect(coded).toHaveLength(times.length);
    for (const [i, { seconds }] of coded.entries()) expect(seconds).toBeCloseTo(times[i]?.seconds ?? -1, 2);
    // A clip can begin at any second.
    expect(coded.filter(({ key }) => key).map(({ seconds }) => Math.round(seconds))).toEqual([0, 1, 2]);

    const [before, after] = [await pictures(source), await pictures(path)];
    expect(after).toHaveLength(before.length);
    for (const [i, picture] of after.entries()) {
      const { left, right } = brightest(picture);
      expect(left).toBeLessThan(24);
      expect(right).toBeGreaterThan(150);
      const original = before[i] ?? expect.fail("there is another picture");
      if (original.width === picture.width) expect(apart(original, picture)).toBeLessThan(6);
    }
  },
);

test("pictures that get another size in the middle are coded anew in another format", async () => {
  const parts = await Promise.all(
    ["320x240", "640x480"].map((size) => makeVideo(join(folder, `${size}.ts`), { seconds: 1, size })),
  );
  const source = join(folder, "growing.ts");
  await writeFile(source, Buffer.concat(await Promise.all(parts.map((part) => readFile(part)))));
  const formats = new Set<string>();
  const { camera, heard } = recordCamera(source, {
    stream: { masks: [LEFT], encode: true, sound: false, analyseFps: null },
    packet: ({ packet }) => {
      formats.add(`${packet.format.video.width}x${packet.format.video.height}`);
      packet.native.free();
    },
  });
  await eventually(() => heard.ended, { withinMs: 20_000 });
  await camera.stop();
  expect([...formats]).toEqual(["320x240", "640x480"]);
});
