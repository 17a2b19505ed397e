import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ClipFile } from "../../../src/adapters/libav/clip-file.ts";
import type { ClipPacket } from "../../../src/adapters/libav/clip-format.ts";
import type { ClipFacts } from "../../../src/sensors/camera.ts";
import type { ClipBeginning } from "../../../src/sensors/clip-desk.ts";
import { ClipDesk } from "../../../src/sensors/clip-desk.ts";
import { PacketRing } from "../../../src/sensors/packet-ring.ts";
import { eventually } from "../../fakes/eventually.ts";
import { ManualClock } from "../../fakes/manual-clock.ts";
import { recordCamera } from "../../fakes/recorded-camera.ts";
import { complaints, ffmpeg, packetsOf, sizeOf, temporaryFolder } from "../../fakes/test-video.ts";

/** Each of the two parts. */
const PART_S = 3;

let folder: string;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(() => rm(folder, { recursive: true }));

const STREAMS = {
  "H.264": { end: "ts", encoder: ["-c:v", "libx264", "-preset", "ultrafast", "-g", "25", "-bf", "0"] },
  "H.264 of the same size with other parameters": {
    end: "ts",
    encoder: ["-c:v", "libx264", "-preset", "veryfast", "-g", "25"],
  },
  "H.265": {
    end: "ts",
    encoder: ["-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=none:keyint=25"],
  },
  MJPEG: { end: "mjpeg", encoder: ["-c:v", "mjpeg", "-q:v", "4"] },
} as const;

/** One stream whose pictures have another format in its second half. */
async function changingStream(name: keyof typeof STREAMS, sizes: readonly string[]): Promise<string> {
  const { end, encoder } = STREAMS[name];
  const parts = sizes.map((size, part) => ({ size, part, path: join(folder, `part-${part}.${end}`) }));
  for (const { size, part, path } of parts) {
    const profile = size === sizes[0] && part > 0 ? ["-profile:v", "baseline", "-bf", "0"] : [];
    await ffmpeg([
      ...["-f", "lavfi", "-i", `testsrc=size=${size}:rate=25:duration=${PART_S}`, ...encoder, ...profile],
      ...["-pix_fmt", end === "ts" ? "yuv420p" : "yuvj420p", "-output_ts_offset", `${part * PART_S}`, path],
    ]);
  }
  const source = join(folder, `${name}.${end}`);
  await writeFile(source, Buffer.concat(await Promise.all(parts.map(({ path }) => readFile(path)))));
  return source;
}

test.each([
  ["H.264", ["320x240", "640x480"]],
  ["H.264 of the same size with other parameters", ["320x240", "320x240"]],
  ["H.265", ["320x240", "640x480"]],
  ["MJPEG", ["320x240", "640x480"]],
] as const)("%s that changes in the middle goes on in a second file, without a hole", async (name, sizes) => {
  const source = await changingStream(name, sizes);
  const ring = new PacketRing<ClipPacket>({
    seconds: 10,
    maxBytes: 64e6,
    release: ({ native }) => native.free(),
  });
  const clock = new ManualClock();
  const begun: ({ clip: string } & ClipBeginning)[] = [];
  const finished: ClipFacts[] = [];
  const desk = new ClipDesk<ClipPacket>({
    ring,
    open: (path, first) => ClipFile.open(path, first),
    clock,
    scheduler: clock,
    sink: {
      started: (clip, beginning) => begun.push({ clip, ...beginning }),
      finished: (_, facts) => void finished.push(facts),
      failed: (_, why) => expect.unreachable(why),
    },
  });
  const path = join(folder, name, "c.mp4");
  let isWished = false;
  const { camera, heard } = recordCamera(source, {
    stream: { loop: false, paced: false, analyseFps: 25, sound: false },
    packet: (entry) => {
      clock.advance(Math.max(0, entry.t - clock.now().t));
      ring.push(entry);
      desk.packet(entry);
      if (isWished) return;
      isWished = true;
      desk.record({ clip: "c", path, reason: "a test", fromT: entry.t });
    },
  });
  await eventually(() => heard.ended, { withinMs: 15_000, what: "the stream's end" });
  await desk.closeAll();
  await camera.stop();
  ring.clear();
  expect(begun).toMatchObject([
    { clip: "c", continues: null },
    { clip: "c_2", continues: "c" },
  ]);
  const paths = [path, path.replace("c.mp4", "c_2.mp4")];
  expect(finished.map((facts) => facts.path)).toEqual(paths);
  expect(await Promise.all(paths.map(sizeOf))).toEqual(sizes);
  for (const one of paths) expect(await complaints(one)).toBe("");
  const pictures = await Promise.all(paths.map((one) => packetsOf(one)));
  expect(pictures.map((list) => list.length)).toEqual([PART_S * 25, PART_S * 25]);
  const [first, second] = begun.map(({ startT }) => startT);
  expect(Math.abs(second! - first! - PART_S * 1000)).toBeLessThanOrEqual(80);
  // Whoever looks at the pictures sees both.
  expect(heard.frames.length).toBeGreaterThan(PART_S * 25 * 1.9);
});
