import { existsSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { SystemClock } from "../../../src/adapters/clock/system-clock.ts";
import type { CameraSetup, ToCamera } from "../../../src/app/protocol.ts";
import type { Sighting } from "../../../src/perception/vision/observation.ts";
import { startCameraProcess, type CameraBrain } from "../../fakes/camera-brain.ts";
import { cameraSetup, faceModels } from "../../fakes/camera-setup.ts";
import { developmentData } from "../../fakes/development-data.ts";
import { eventually } from "../../fakes/eventually.ts";
import { complaints, makeVideo, packetsOf, sizeOf, temporaryFolder } from "../../fakes/test-video.ts";

const clock = new SystemClock();
const WITHIN = { withinMs: 15_000 };
const data = developmentData();
const noModels = Object.values(faceModels()).some((path) => !existsSync(path));
const NO_MODELS = "the face models are not fetched (gatehouse models pull)";

let folder: string;
let film: string;
const brains: CameraBrain[] = [];

beforeAll(async () => {
  folder = await temporaryFolder();
  film = await makeVideo(join(folder, "film.mp4"), { seconds: 6, sound: true });
});
afterEach(async () => {
  await Promise.all(brains.splice(0).map(({ sensor }) => sensor.stop()));
});
afterAll(() => rm(folder, { recursive: true }));

function start(setup: CameraSetup): CameraBrain {
  const brain = startCameraProcess(setup);
  brains.push(brain);
  return brain;
}

test("without models it still records, with sound, a picture and a past, and says that it is not well", async () => {
  const brain = start(cameraSetup(film, { models: faceModels("/nonexistent/"), audio: true }));
  await eventually(() => brain.of("audio").length > 40, { ...WITHIN, what: "sound" });
  const path = join(folder, "clip.mp4");
  const nowT = clock.now().t;
  brain.sensor.send({ type: "record", clip: "c", path, reason: "a test", fromT: nowT - 2_000 });
  brain.sensor.send({ type: "record-until", clip: "c", untilT: nowT + 500 });
  const finished = await eventually(() => brain.of("clip-finished")[0], { ...WITHIN, what: "the clip" });
  const [started] = brain.of("clip-started");
  expect(started).toMatchObject({ clip: "c", startT: finished.startT, startAt: finished.startAt });
  expect(finished.startT).toBeLessThanOrEqual(nowT - 2_000);
  expect(finished.startAt - finished.startT).toBeCloseTo(clock.now().at - clock.now().t, -1);
  expect([...finished.thumbnail!.subarray(0, 2)]).toEqual([0xff, 0xd8]);
  expect(await complaints(path)).toBe("");
  expect((await packetsOf(path, "a")).length).toBeGreaterThan(50);
  expect(brain.of("health").every(({ ok }) => !ok)).toBe(true);
});

test("a snapshot is what the camera sees now; without pictures there is none", async () => {
  const blind = start(
    cameraSetup(join(folder, "nothing.mp4"), { camera: "blind", models: faceModels("/nonexistent/") }),
  );
  const seeing = start(cameraSetup(film, { models: faceModels("/nonexistent/") }));
  await eventually(
    () => seeing.of("heartbeat").some(({ counters }) => (counters.ringBytes ?? 0) > 0),
    WITHIN,
  );
  seeing.sensor.send({ type: "snapshot", id: "a" });
  blind.sensor.send({ type: "snapshot", id: "b" });
  const [snapshot, nothing] = await Promise.all([
    eventually(() => seeing.of("snapshot")[0], WITHIN),
    eventually(() => blind.of("snapshot")[0], WITHIN),
  ]);
  expect(snapshot.id).toBe("a");
  expect(snapshot.picture!.length).toBeGreaterThan(1_000);
  expect(nothing).toMatchObject({ id: "b", picture: null, why: "the camera has no picture yet" });
  expect(blind.said[0]).toMatch(/lost: Cannot open .*nothing\.mp4: there is no such file/);
});

test("where there is a second stream it is analysed, and the first is recorded", async () => {
  const small = await makeVideo(join(folder, "small.mp4"), { seconds: 4, size: "160x120" });
  const brain = start(cameraSetup(film, { detectSource: small, models: faceModels("/nonexistent/") }));
  await eventually(() => brain.of("heartbeat").some(({ counters }) => (counters.frames ?? 0) > 50), WITHIN);
  brain.sensor.send({ type: "snapshot", id: "a" });
  const path = join(folder, "first.mp4");
  brain.sensor.send({ type: "record", clip: "c", path, reason: "a test", fromT: clock.now().t - 1_000 });
  brain.sensor.send({ type: "record-until", clip: "c", untilT: clock.now().t });
  const snapshot = await eventually(() => brain.of("snapshot")[0], WITHIN);
  await eventually(() => brain.of("clip-finished")[0], WITHIN);
  await writeFile(join(folder, "snapshot.jpg"), snapshot.picture!);
  expect(await sizeOf(join(folder, "snapshot.jpg"))).toBe("160x120");
  expect(await sizeOf(path)).toBe("320x240");
});

test("messages that do not fit are counted and change nothing", async () => {
  const brain = start(cameraSetup(film, { models: faceModels("/nonexistent/") }));
  for (const nonsense of [{ type: "record", clip: 7 }, { type: "open-the-door" }]) {
    brain.sensor.send(nonsense as unknown as ToCamera);
  }
  await eventually(() => brain.of("heartbeat").some(({ counters }) => counters.badMessages === 2), WITHIN);
  expect(brain.of("clip-failed")).toEqual([]);
});

test.skipIf(noModels)(
  `killed -9 it is lost and recovered, and the camera beside it never stops${noModels ? ` (skipped: ${NO_MODELS})` : ""}`,
  async () => {
    const one = start(cameraSetup(film, { camera: "one" }));
    const other = start(cameraSetup(film, { camera: "other" }));
    await eventually(() => one.of("sighting").length > 0 && other.of("sighting").length > 0, WITHIN);
    const pid = one.sensor.pid()!;
    const before = one.of("sighting").length;
    process.kill(pid, "SIGKILL");
    await eventually(() => one.said.length >= 3, { ...WITHIN, what: "the camera is recovered" });
    expect(one.said).toEqual(["recovered", expect.stringContaining("SIGKILL"), "recovered"]);
    expect(one.sensor.pid()).not.toBe(pid);
    await eventually(() => one.of("sighting").length > before + 3, WITHIN);
    expect(other.said).toEqual(["recovered"]);
    expect(longestGap(other.of("sighting").map(({ sighting }) => sighting))).toBeLessThan(1_500);
  },
);

test.skipIf(noModels)(
  `a file played once as fast as possible is seen whole, then the end is said${noModels ? ` (skipped: ${NO_MODELS})` : ""}`,
  async () => {
    const brain = start(cameraSetup(film, { loop: false, paced: false }));
    await eventually(() => brain.of("ended").length > 0, WITHIN);
    const times = brain.of("sighting").map(({ sighting }) => sighting.t);
    expect(times).toHaveLength(30);
    expect(times[29]! - times[0]!).toBeCloseTo(5_800, 0);
  },
);

const missing = data === null ? "no development data" : noModels ? NO_MODELS : null;

test.skipIf(missing !== null)(
  `tracks of a restarted process never have the numbers of earlier ones${missing === null ? "" : ` (skipped: ${missing})`}`,
  async () => {
    const brain = start(cameraSetup(join(data ?? "", "video/signers/signerA_help.mkv"), { fps: 10 }));
    const tracks = (): number[] =>
      brain.of("sighting").flatMap(({ sighting }) => sighting.tracks.map(({ track }) => track));
    await eventually(() => tracks().length > 3, WITHIN);
    expect(Math.max(...tracks())).toBeLessThan(1_000_000);
    process.kill(brain.sensor.pid()!, "SIGKILL");
    await eventually(() => tracks().some((track) => track > 1_000_000), {
      ...WITHIN,
      what: "tracks of the second start",
    });
    const unknown = await eventually(
      () => brain.of("observation").find(({ observation }) => observation.kind === "face-unknown"),
      WITHIN,
    );
    expect(unknown.pictures.map(({ kind }) => kind)).toEqual(["face", "scene"]);
    for (const { id } of unknown.pictures) {
      const came = await eventually(() => brain.of("picture").find((picture) => picture.id === id), WITHIN);
      expect(came.picture?.length).toBeGreaterThan(1_000);
    }
  },
);

function longestGap(sightings: readonly Sighting[]): number {
  return Math.max(...sightings.slice(1).map(({ t }, i) => t - sightings[i]!.t));
}
