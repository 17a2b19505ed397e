import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { ClipFile } from "../../../src/adapters/libav/clip-file.ts";
import type { ClipPacket } from "../../../src/adapters/libav/clip-format.ts";
import type { ClipFacts } from "../../../src/sensors/camera.ts";
import { ClipDesk } from "../../../src/sensors/clip-desk.ts";
import { PacketRing } from "../../../src/sensors/packet-ring.ts";
import { eventually } from "../../fakes/eventually.ts";
import type { RecordedCamera } from "../../fakes/recorded-camera.ts";
import { recordCamera } from "../../fakes/recorded-camera.ts";
import { complaints, ffmpeg, makeVideo, packetsOf, temporaryFolder } from "../../fakes/test-video.ts";

interface Said {
  startT: number | null;
  finished: ClipFacts | null;
  failed: string | null;
}

interface Stand extends RecordedCamera {
  readonly desk: ClipDesk<ClipPacket>;
  readonly said: Said;
  stop(): Promise<void>;
}

let folder: string;
let stand: Stand | null = null;

beforeAll(async () => {
  folder = await temporaryFolder();
});
afterEach(async () => {
  await stand?.stop();
  stand = null;
});
afterAll(() => rm(folder, { recursive: true }));

/** A camera that plays a file in real time, for ever, with a ring and a desk as in the camera process. */
function standOn(source: string): Stand {
  const ring = new PacketRing<ClipPacket>({
    seconds: 4,
    maxBytes: 32e6,
    release: ({ native }) => native.free(),
  });
  const said: Said = { startT: null, finished: null, failed: null };
  const desks: ClipDesk<ClipPacket>[] = [];
  const recorded = recordCamera(source, {
    stream: { loop: true, paced: true, analyseFps: null, sound: false },
    packet: (entry) => {
      ring.push(entry);
      desks[0]?.packet(entry);
    },
  });
  const desk = new ClipDesk<ClipPacket>({
    ring,
    open: (path, first) => ClipFile.open(path, first),
    clock: recorded.clock,
    scheduler: recorded.scheduler,
    sink: {
      started: (_, { startT }) => (said.startT = startT),
      finished: (_, facts) => void (said.finished = facts),
      failed: (_, why) => (said.failed = why),
    },
  });
  desks.push(desk);
  const stop = async (): Promise<void> => {
    await recorded.camera.stop();
    await desk.closeAll();
    ring.clear();
  };
  return { ...recorded, desk, said, stop };
}

async function filmFor({ heard, clock }: Stand, ms: number): Promise<void> {
  const first = await eventually(() => heard.packets[0]);
  await eventually(() => clock.now().t - first.t > ms, { withinMs: ms + 5_000, what: `${ms} ms of film` });
}

test.each([
  ["a key frame a second", { gopSeconds: 1 }],
  ["a key frame every five seconds", { gopSeconds: 5 }],
  ["pictures that are shown in another order than they come in", { gopSeconds: 1, bFrames: 2 }],
])("with %s a clip begins at or before the wished moment and is sound", async (name, video) => {
  const source = await makeVideo(join(folder, `${name}.mp4`), { seconds: 10, sound: true, ...video });
  stand = standOn(source);
  await filmFor(stand, 3_500);
  const path = join(folder, "clips", `${name}.mp4`);
  const wishedT = stand.clock.now().t - 2_000;
  const saidT = stand.clock.now().t;
  stand.desk.record({ clip: "c", path, reason: "a test", fromT: wishedT });
  stand.desk.recordUntil("c", saidT + 1_000);
  const facts = await eventually(() => stand?.said.finished ?? null, { what: "the clip" });
  const startT = stand.said.startT!;

  expect(startT).toBeLessThanOrEqual(wishedT);
  expect(await complaints(path)).toBe("");
  expect(facts.path).toBe(path);
  const pictures = await packetsOf(path);
  expect(pictures[0]).toEqual({ seconds: 0, key: true });
  expect(pictures.at(-1)!.seconds).toBeCloseTo(facts.seconds - 0.04, 2);
  // From the wished moment to the end, nothing is missing: one picture every 40 ms.
  expect(pictures).toHaveLength(Math.round(facts.seconds * 25));
  expect(Math.abs(startT + facts.seconds * 1_000 - (saidT + 1_000))).toBeLessThan(170);
  const sound = await packetsOf(path, "a");
  expect(sound[0]!.seconds).toBeGreaterThanOrEqual(0);
  expect(sound[0]!.seconds).toBeLessThan(0.1);
  expect(Math.abs(sound.at(-1)!.seconds - facts.seconds)).toBeLessThan(0.3);
});

test("the first picture of the clip is the one of its start time, to a frame", async () => {
  // The film's own time is in its pictures: a white bar that moves one pixel a frame.
  const source = join(folder, "bar.mp4");
  await ffmpeg([
    ...[
      "-f",
      "lavfi",
      "-i",
      "color=black:size=256x16:rate=25:duration=8,geq=lum='if(eq(X,mod(N,256)),255,16)':cb=128:cr=128",
    ],
    ...["-c:v", "libx264", "-qp", "0", "-g", "25", "-bf", "0", "-pix_fmt", "yuv444p", source],
  ]);
  stand = standOn(source);
  await filmFor(stand, 2_600);
  const startOfFilmT = stand.heard.packets[0]!.t;
  const path = join(folder, "clips", "bar.mp4");
  stand.desk.record({ clip: "c", path, reason: "a test", fromT: startOfFilmT + 1_900 });
  stand.desk.recordUntil("c", startOfFilmT + 2_400);
  await eventually(() => stand?.said.finished ?? null, { what: "the clip" });
  const replayed = recordCamera(path, { stream: { analyseFps: 25 } });
  await eventually(() => replayed.heard.ended, { what: "the end of the clip" });
  await replayed.camera.stop();
  const data = replayed.heard.frames[0]!.data;
  const row = Array.from({ length: 256 }, (_, x) => data[x * 3]!);
  const frame = row.indexOf(Math.max(...row));
  expect(frame).toBe(Math.round((stand.said.startT! - startOfFilmT) / 40));
});

test("MJPEG, of which every picture is a key frame, starts right at the wish", async () => {
  const source = join(folder, "mjpeg.avi");
  await ffmpeg(["-f", "lavfi", "-i", "testsrc=size=320x240:rate=10:duration=6", "-c:v", "mjpeg", source]);
  stand = standOn(source);
  await filmFor(stand, 1_500);
  const path = join(folder, "clips", "mjpeg.mp4");
  const wishedT = stand.clock.now().t - 1_000;
  stand.desk.record({ clip: "c", path, reason: "a test", fromT: wishedT });
  stand.desk.recordUntil("c", wishedT + 1_300);
  await eventually(() => stand?.said.finished ?? null, { what: "the clip" });
  expect(wishedT - stand.said.startT!).toBeGreaterThanOrEqual(0);
  expect(wishedT - stand.said.startT!).toBeLessThanOrEqual(101);
  expect(await complaints(path)).toBe("");
});

test("a clip that cannot be written fails with the reason and leaves the camera alone", async () => {
  const source = await makeVideo(join(folder, "unwritable.mp4"), { seconds: 3 });
  stand = standOn(source);
  await filmFor(stand, 600);
  stand.desk.record({ clip: "c", path: join(source, "c.mp4"), reason: "a test", fromT: 0 });
  expect(await eventually(() => stand?.said.failed ?? null)).toMatch(/Cannot make the folder/);
  const before = stand.heard.packets.length;
  await eventually(() => (stand?.heard.packets.length ?? 0) > before, { what: "more packets" });
});

test("until it is closed a clip is a .part file, afterwards only the clip is there", async () => {
  const source = await makeVideo(join(folder, "parts.mp4"), { seconds: 3 });
  stand = standOn(source);
  await filmFor(stand, 600);
  const clips = join(folder, "parts");
  stand.desk.record({ clip: "c", path: join(clips, "c.mp4"), reason: "a test", fromT: 0 });
  await filmFor(stand, 1_200);
  expect(await readdir(clips)).toEqual(["c.mp4.part"]);
  await stand.desk.closeAll();
  expect(await readdir(clips)).toEqual(["c.mp4"]);
});
