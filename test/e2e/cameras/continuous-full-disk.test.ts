import { execFileSync } from "node:child_process";
import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { SystemClock } from "../../../src/adapters/clock/system-clock.ts";
import { startCameraProcess, type CameraBrain } from "../../fakes/camera-brain.ts";
import { cameraSetup, faceModels } from "../../fakes/camera-setup.ts";
import { eventually } from "../../fakes/eventually.ts";
import { canMount } from "../../fakes/mounting.ts";
import { complaints, makeVideo, temporaryFolder } from "../../fakes/test-video.ts";

const clock = new SystemClock();
const WITHIN = { withinMs: 60_000 };
const isPossible = canMount("mount -t tmpfs -o size=1m tmpfs m");
let folder: string;
let brain: CameraBrain | null = null;

beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(async () => {
  await brain?.sensor.stop();
  if (isPossible) execFileSync("umount", ["-l", join(folder, "disk")]);
  await rm(folder, { recursive: true });
});

test.skipIf(!isPossible)(
  "a full disk stops it with the reason, not the clip that goes elsewhere; when there is room again it goes on by itself",
  async () => {
    const disk = join(folder, "disk");
    await mkdir(disk);
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", disk]);
    // Five seconds of it fill the disk.
    const film = await makeVideo(join(folder, "film.mp4"), {
      ...{ seconds: 10, size: "640x480", more: ["-b:v", "1500k", "-minrate", "1500k", "-maxrate", "1500k"] },
    });
    const continuous = { directory: disk, segmentMs: 3_000 };
    brain = startCameraProcess(cameraSetup(film, { models: faceModels("/nonexistent/"), continuous }));
    const { sensor, ...said } = brain;
    await eventually(() => said.of("segment-begun").length > 0, { ...WITHIN, what: "a segment" });
    const path = join(folder, "clip.mp4");
    sensor.send({ type: "record", clip: "c", path, reason: "a test", fromT: clock.now().t - 1_000 });
    await eventually(() => said.of("continuous").length > 0, { ...WITHIN, what: "that the disk is full" });
    expect(said.of("continuous")[0]?.stopped).toMatch(/No space left|full/iu);
    const begun = said.of("segment-begun").length;
    for (const day of await readdir(disk)) await rm(join(disk, day), { recursive: true });
    await eventually(() => said.of("segment-begun").length > begun, { ...WITHIN, what: "another try" });
    await eventually(() => said.of("continuous").at(-1)?.stopped === null, {
      ...{ ...WITHIN, what: "that it goes on" },
    });
    sensor.send({ type: "record-until", clip: "c", untilT: clock.now().t });
    const clip = await eventually(() => said.of("clip-finished")[0], { ...WITHIN, what: "the clip" });
    expect(clip.truth).toMatchObject({ gapCount: 0, dropped: 0 });
    expect(clip.seconds).toBeGreaterThan(15);
    expect(await complaints(path)).toBe("");
  },
  90_000,
);
