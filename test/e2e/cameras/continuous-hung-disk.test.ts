import { execFileSync } from "node:child_process";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { SystemClock } from "../../../src/adapters/clock/system-clock.ts";
import { startCameraProcess, type CameraBrain } from "../../fakes/camera-brain.ts";
import { cameraSetup, faceModels } from "../../fakes/camera-setup.ts";
import { eventually } from "../../fakes/eventually.ts";
import { canMount } from "../../fakes/mounting.ts";
import { complaints, makeVideo, packetsOf, temporaryFolder } from "../../fakes/test-video.ts";

const clock = new SystemClock();
const WITHIN = { withinMs: 30_000 };
const HUNG_MS = 8_000;
const isPossible = canMount(
  "truncate -s 64M i && mkfs.ext4 -q i && mount -o loop i m && fsfreeze -f m && fsfreeze -u m",
);
let folder: string;
let disk: string;
let brain: CameraBrain | null = null;

let isFrozen = false;

/** Lets every write to the disk wait, or none any more. */
function freeze(isWanted: boolean): void {
  execFileSync("fsfreeze", [isWanted ? "-f" : "-u", disk]);
  isFrozen = isWanted;
}

beforeAll(async () => {
  folder = await temporaryFolder();
  disk = join(folder, "disk");
  await mkdir(disk);
  const make = 'truncate -s 64M "$1" && mkfs.ext4 -q "$1" && mount -o loop "$1" "$2"';
  if (isPossible) execFileSync("sh", ["-c", make, "sh", join(folder, "image"), disk]);
});
afterAll(async () => {
  if (isFrozen) freeze(false);
  await brain?.sensor.stop();
  if (isPossible) execFileSync("umount", ["-l", disk]);
  await rm(folder, { recursive: true });
});

test.skipIf(!isPossible)(
  "a disk that hangs holds up neither the pictures nor the clips and snapshots of the camera, and nothing is lost of what comes meanwhile",
  async () => {
    const film = await makeVideo(join(folder, "film.mp4"), { seconds: 10 });
    brain = startCameraProcess(
      cameraSetup(film, {
        models: faceModels("/nonexistent/"),
        continuous: { directory: join(disk, "all"), segmentMs: 5_000 },
        timeLapse: { directory: join(disk, "films"), everyMs: 500, timeZone: null },
      }),
    );
    const { sensor, ...said } = brain;
    const frames = (): number => said.of("heartbeat").at(-1)?.counters.frames ?? 0;
    await eventually(() => said.of("segment-finished").length > 0, { ...WITHIN, what: "a segment" });
    freeze(true);
    const [framesBefore, fromT] = [frames(), clock.now().t];
    const path = join(folder, "clip.mp4");
    sensor.send({ type: "record", clip: "c", path, reason: "a test", fromT: fromT - 1_000 });
    sensor.send({ type: "record-until", clip: "c", untilT: fromT + HUNG_MS / 2 });
    sensor.send({ type: "snapshot", id: "s" });
    const clip = await eventually(() => said.of("clip-finished")[0], { ...WITHIN, what: "the clip" });
    await eventually(() => clock.now().t > fromT + HUNG_MS, WITHIN);
    expect(clip.truth).toMatchObject({ gapCount: 0, dropped: 0 });
    expect(await complaints(path)).toBe("");
    expect(said.of("snapshot")[0]?.picture?.length).toBeGreaterThan(1_000);
    // 25 a second, told once a second.
    expect(frames() - framesBefore).toBeGreaterThan((HUNG_MS / 1000 - 2) * 25);
    expect(said.said.filter((line) => line.includes("did not answer"))).toEqual([]);
    freeze(false);
    const finished = said.of("segment-finished").length;
    await eventually(() => said.of("segment-finished").length > finished + 1, {
      ...{ ...WITHIN, what: "segments of when it hung and after" },
    });
    expect(said.of("continuous")).toEqual([]);
    for (const { segment, seconds } of said.of("segment-finished")) {
      const file = join(disk, "all", `${segment}.mp4`);
      expect(await complaints(file)).toBe("");
      expect(Math.abs((await packetsOf(file)).length - seconds * 25)).toBeLessThan(1.5);
    }
  },
  90_000,
);
