import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { SystemScheduler } from "../../../src/adapters/clock/system-clock.ts";
import { recoverClip } from "../../../src/adapters/libav/recover-clips.ts";
import { cameraSetup, faceModels } from "../../fakes/camera-setup.ts";
import { eventually } from "../../fakes/eventually.ts";
import { complaints, makeVideo, packetsOf, temporaryFolder } from "../../fakes/test-video.ts";

const ORPHAN_MAKER = fileURLToPath(new URL("../../fakes/orphan-maker.mjs", import.meta.url));
const DIST = fileURLToPath(new URL("../../../dist", import.meta.url));

const scheduler = new SystemScheduler();

let folder: string;
let video: string;

beforeAll(async () => {
  folder = await temporaryFolder();
  // A key frame every five seconds: what survives must not depend on them.
  video = await makeVideo(join(folder, "film.mp4"), { seconds: 10, gopSeconds: 5, sound: true });
});
afterAll(() => rm(folder, { recursive: true }));

interface Brain {
  readonly cameraPid: number;
  readonly kill: () => void;
}

/** A brain whose camera process records `clip` (its models cannot be loaded, which must not matter). */
async function startBrain(clip: string): Promise<Brain> {
  const setup = cameraSetup(video, { models: faceModels("/nonexistent/") });
  const brain = spawn(process.execPath, [ORPHAN_MAKER, DIST, JSON.stringify(setup), clip], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const cameraPid = await new Promise<number>((resolve, reject) => {
    brain.stdout.once("data", (data: Buffer) => resolve(Number(data.toString())));
    brain.once("exit", () => reject(new Error("the camera process did not start; is dist/ built?")));
  });
  return { cameraPid, kill: () => void brain.kill("SIGKILL") };
}

function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

test("a camera process that is killed -9 leaves a clip that plays up to its last second", async () => {
  const clips = join(folder, "killed");
  const clip = join(clips, "c.mp4");
  const brain = await startBrain(clip);
  await wait(3_300);
  process.kill(brain.cameraPid, "SIGKILL");
  await eventually(() => !runs(brain.cameraPid));
  brain.kill();

  const part = `${clip}.part`;
  const lastSeconds = (await packetsOf(part)).at(-1)!.seconds;
  // At least all but the fragment that was being filled.
  expect(lastSeconds).toBeGreaterThan(1.9);
  const recovered = await recoverClip(clip, { scheduler });
  expect(recovered).toMatchObject({ path: clip, note: expect.stringContaining("a test") as string });
  expect(Math.abs(recovered!.seconds - lastSeconds)).toBeLessThan(0.6);
  expect(await readdir(clips)).toEqual(["c.mp4"]);
  expect(await complaints(clip)).toBe("");
  expect(await recoverClip(clip, { scheduler })).toBeNull();
});

test("a clip that was cut off at any byte plays to the end of its last whole fragment", async () => {
  const clips = join(folder, "cut");
  const clip = join(clips, "c.mp4");
  const brain = await startBrain(clip);
  await wait(2_300);
  process.kill(brain.cameraPid, "SIGKILL");
  await eventually(() => !runs(brain.cameraPid));
  brain.kill();
  const whole = await readFile(`${clip}.part`);
  const seconds: number[] = [];
  for (let share = 0; share <= 20; share += 1) {
    await writeFile(`${clip}.part`, whole.subarray(0, Math.round((whole.length * share) / 20)));
    const recovered = await recoverClip(clip, { scheduler });
    seconds.push(recovered?.seconds ?? 0);
    expect(await readdir(clips)).toEqual(recovered === null ? [] : ["c.mp4"]);
    if (recovered !== null && share % 5 === 4) expect(await complaints(clip)).toBe("");
    await rm(clip, { force: true });
  }
  expect(seconds).toEqual(seconds.toSorted((a, b) => a - b));
  expect(seconds[0]).toBe(0);
  expect(seconds.at(-1)).toBeGreaterThan(1);
});

test("a camera process whose brain is killed -9 closes its clip and ends by itself", async () => {
  const clip = join(folder, "orphaned", "c.mp4");
  const brain = await startBrain(clip);
  await wait(1_500);
  brain.kill();
  await eventually(() => !runs(brain.cameraPid), { withinMs: 4_000, what: "the end of the camera process" });
  expect(existsSync(clip)).toBe(true);
  expect(await complaints(clip)).toBe("");
});

test("SIGTERM closes the clip within two seconds", async () => {
  const clip = join(folder, "terminated", "c.mp4");
  const brain = await startBrain(clip);
  await wait(1_000);
  process.kill(brain.cameraPid, "SIGTERM");
  await eventually(() => !runs(brain.cameraPid), { withinMs: 2_000, what: "the end of the camera process" });
  brain.kill();
  expect(await complaints(clip)).toBe("");
});
