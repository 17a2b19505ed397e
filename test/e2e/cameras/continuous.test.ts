import { existsSync } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { SystemClock } from "../../../src/adapters/clock/system-clock.ts";
import { segmentStart } from "../../../src/app/continuous/segment-name.ts";
import type { CameraSetup } from "../../../src/app/protocol.ts";
import { startCameraProcess, type CameraBrain } from "../../fakes/camera-brain.ts";
import { cameraSetup, faceModels } from "../../fakes/camera-setup.ts";
import { eventually } from "../../fakes/eventually.ts";
import { complaints, ffmpeg, makeVideo, packetsOf, temporaryFolder } from "../../fakes/test-video.ts";

const WITHIN = { withinMs: 30_000 };
const SEGMENT_MS = 3_000;
const clock = new SystemClock();
let folder: string;
const brains: CameraBrain[] = [];

beforeAll(async () => {
  folder = await temporaryFolder();
});
afterEach(async () => {
  await Promise.all(brains.splice(0).map(({ sensor }) => sensor.stop()));
});
afterAll(() => rm(folder, { recursive: true }));

/** A camera without models that records all the time, in segments of 3 s. */
function start(film: string, directory: string, more: Partial<CameraSetup> = {}): CameraBrain {
  const continuous = { directory, segmentMs: SEGMENT_MS };
  const brain = startCameraProcess(
    cameraSetup(film, { models: faceModels("/nonexistent/"), continuous, ...more }),
  );
  brains.push(brain);
  return brain;
}

test("everything is recorded into segments that follow each other without a hole, while a clip is recorded too", async () => {
  // Where a film begins again there may be a hole, as long as it takes to open it: this one is longer than the test.
  const film = await makeVideo(join(folder, "film.mp4"), { seconds: 40, sound: true });
  const directory = join(folder, "all");
  const { sensor, ...brain } = start(film, directory);
  await eventually(() => brain.of("segment-finished").length > 0, { ...WITHIN, what: "a segment" });
  const nowT = clock.now().t;
  sensor.send({
    type: "record",
    clip: "c",
    path: join(folder, "c.mp4"),
    reason: "a test",
    fromT: nowT - 1_000,
  });
  sensor.send({ type: "record-until", clip: "c", untilT: nowT + 500 });
  await eventually(() => brain.of("segment-finished").length > 2, { ...WITHIN, what: "segments" });
  await sensor.stop();
  const finished = brain.of("segment-finished");
  expect(brain.of("clip-finished")).toHaveLength(1);
  expect(brain.of("segment-begun").map(({ segment }) => segment)).toEqual(
    finished.map(({ segment }) => segment),
  );
  const starts = finished.map(({ segment }) => segmentStart(segment) ?? 0);
  for (const [i, { segment, seconds }] of finished.entries()) {
    const path = join(directory, `${segment}.mp4`);
    expect(await complaints(path)).toBe("");
    const pictures = await packetsOf(path);
    expect(pictures[0]).toEqual({ seconds: 0, key: true });
    expect(Math.abs(pictures.length - seconds * 25)).toBeLessThan(1.5);
    const next = starts[i + 1];
    if (next !== undefined) expect(Math.abs((starts[i] ?? 0) + seconds * 1000 - next)).toBeLessThan(50);
    if (i > 0) expect((starts[i] ?? 0) % SEGMENT_MS).toBeLessThan(1_100);
  }
  // Names of closed segments alone are left.
  const names = await Promise.all((await readdir(directory)).map((day) => readdir(join(directory, day))));
  expect(names.flat().filter((name) => !name.endsWith(".mp4"))).toEqual([]);
  expect(brain.of("continuous")).toEqual([]);
});

test("it says in which segments something moved, and when; what masks hide does not move", async () => {
  const film = join(folder, "mover.mp4");
  // Noise everywhere; from the twelfth to the fourteenth second something walks through the left half.
  const walk = "noise=alls=6:allf=t[a];[a][1]overlay=x='20+(t-12)*30':y=60:enable='between(t,12,14)'";
  await ffmpeg([
    ...["-f", "lavfi", "-i", "color=gray:size=320x240:rate=25:duration=21"],
    ...["-f", "lavfi", "-i", "color=white:size=40x90:rate=25:duration=21", "-filter_complex", `[0]${walk}`],
    ...["-c:v", "libx264", "-preset", "ultrafast", "-g", "25", "-pix_fmt", "yuv420p", film],
  ]);
  const left = [
    [0, 0] as [number, number],
    [0.5, 0] as [number, number],
    [0.5, 1] as [number, number],
    [0, 1] as [number, number],
  ];
  const marksOf = async (masks: CameraSetup["masks"], name: string) => {
    const { sensor, ...brain } = start(film, join(folder, name), { loop: false, masks });
    await eventually(() => brain.of("ended").length > 0, { ...WITHIN, what: "the end of the film" });
    await sensor.stop();
    return brain.of("segment-finished").map(({ mark }) => mark);
  };
  const [seen, masked] = await Promise.all([marksOf([], "seen"), marksOf([left], "masked")]);
  const movingOf = (marks: typeof seen): number =>
    marks.flatMap((mark) => mark?.motion ?? []).reduce((sum, [from, to]) => sum + to - from, 0);
  expect(movingOf(seen)).toBeGreaterThan(1.5);
  expect(movingOf(seen)).toBeLessThan(5);
  expect(seen.filter((mark) => (mark?.motion.length ?? 0) > 0).length).toBeLessThanOrEqual(3);
  expect(movingOf(masked)).toBe(0);
}, 90_000);

test("held back nothing is written, then it is again; clips are recorded all the while", async () => {
  const film = await makeVideo(join(folder, "held.mp4"), { seconds: 8 });
  const { sensor, ...brain } = start(film, join(folder, "held"));
  await eventually(() => brain.of("segment-begun").length > 0, { ...WITHIN, what: "a segment" });
  sensor.send({ type: "hold-continuous", why: "the disk is nearly full" });
  await eventually(() => brain.of("continuous").length > 0, { ...WITHIN, what: "that it is held" });
  expect(brain.of("continuous")).toEqual([{ type: "continuous", stopped: "the disk is nearly full" }]);
  const begun = brain.of("segment-begun").length;
  const path = join(folder, "meanwhile.mp4");
  sensor.send({ type: "record", clip: "c", path, reason: "a test", fromT: clock.now().t - 1_000 });
  sensor.send({ type: "record-until", clip: "c", untilT: clock.now().t + 3_000 });
  await eventually(() => brain.of("clip-finished").length > 0, { ...WITHIN, what: "the clip" });
  expect(brain.of("segment-begun")).toHaveLength(begun);
  sensor.send({ type: "hold-continuous", why: null });
  await eventually(() => brain.of("segment-begun").length > begun, { ...WITHIN, what: "another segment" });
  expect(existsSync(path)).toBe(true);
});

test("a folder that cannot be written stops it with a reason, and neither the camera nor its clips", async () => {
  const film = await makeVideo(join(folder, "unwritable.mp4"), { seconds: 8 });
  const { sensor, ...brain } = start(film, join(film, "is a file"));
  await eventually(() => brain.of("continuous").length > 0, { ...WITHIN, what: "the reason" });
  expect(brain.of("continuous")[0]?.stopped).toMatch(/Cannot make the folder/);
  const path = join(folder, "all the same.mp4");
  sensor.send({ type: "record", clip: "c", path, reason: "a test", fromT: clock.now().t - 1_000 });
  sensor.send({ type: "record-until", clip: "c", untilT: clock.now().t + 500 });
  await eventually(() => brain.of("clip-finished").length > 0, { ...WITHIN, what: "the clip" });
  expect(brain.of("segment-cut").length).toBeGreaterThan(0);
});
