import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { SystemScheduler } from "../../../src/adapters/clock/system-clock.ts";
import { recoverClip } from "../../../src/adapters/libav/recover-clips.ts";
import { readClipNote } from "../../../src/app/clips/clip-note.ts";
import { cameraSetup, faceModels } from "../../fakes/camera-setup.ts";
import { bounded, LONG_TIMEOUT_MS, tellVerified } from "../../fakes/long-run.ts";
import { canMount } from "../../fakes/mounting.ts";
import { complaints, makeVideo, temporaryFolder } from "../../fakes/test-video.ts";

const run = promisify(execFile);
const ORPHAN_MAKER = fileURLToPath(new URL("../../fakes/orphan-maker.mjs", import.meta.url));
const DIST = fileURLToPath(new URL("../../../dist", import.meta.url));
const CUTS = bounded(3, 40);
const MOST_LOST_MS = 1_000;

const isPossible = canMount("truncate -s 8M i && mkfs.ext4 -q i && mount -o loop i m");
let folder: string;
let film: string;

beforeAll(async () => {
  folder = await temporaryFolder();
  film = await makeVideo(join(folder, "film.mp4"), { seconds: 10, gopSeconds: 2, sound: true });
});
afterAll(() => rm(folder, { recursive: true }));

/** Records onto a disk of its own, takes the power away after so long, and gives what that has cost, ms. */
async function cutAfter(ms: number, name: string): Promise<number> {
  const at = (what: string): string => join(folder, `${name}-${what}`);
  const [disk, left, before, after] = [at("disk"), at("left"), at("before"), at("after")];
  await Promise.all([mkdir(before), mkdir(after)]);
  await run("sh", [
    "-c",
    'truncate -s 24M "$1" && mkfs.ext4 -q "$1" && mount -o loop "$1" "$2"',
    "sh",
    disk,
    before,
  ]);
  const setup = cameraSetup(film, { models: faceModels("/nonexistent/") });
  const brain = spawn(process.execPath, [ORPHAN_MAKER, DIST, JSON.stringify(setup), join(before, "c.mp4")], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    const [pid] = (await once(brain.stdout, "data")) as [Buffer];
    await new Promise((resolve) => setTimeout(resolve, ms));
    // What the disk holds in this very moment: what was only in the file system's memory is not there.
    const cutAt = Date.now();
    process.kill(Number(pid.toString()), "SIGSTOP");
    await run("cp", ["--sparse=always", disk, left]);
    process.kill(Number(pid.toString()), "SIGKILL");
    await run("mount", ["-o", "loop", left, after]);
    try {
      const clip = await recoverClip(join(after, "c.mp4"), { scheduler: new SystemScheduler() });
      if (clip === null) return ms;
      expect(await readdir(after)).toEqual(expect.arrayContaining(["c.mp4"]));
      expect(await complaints(clip.path)).toBe("");
      return cutAt - (readClipNote(clip.note)?.startAt ?? 0) - clip.seconds * 1000;
    } finally {
      await run("umount", [after]);
    }
  } finally {
    brain.kill("SIGKILL");
    if (brain.exitCode === null && brain.signalCode === null) await once(brain, "exit");
    await run("umount", [before]);
    await Promise.all([rm(disk), rm(left, { force: true })]);
  }
}

test.skipIf(!isPossible)(
  `a power cut at any moment of recording costs the last second at most${isPossible ? "" : " (skipped: it takes root and loop devices)"}`,
  async () => {
    const lostMs: number[] = [];
    for (let cut = 0; cut < CUTS; cut += 1) {
      lostMs.push(await cutAfter(((cut + Math.random()) / CUTS) * 4_000, `cut${cut}`));
    }
    expect(lostMs.filter((ms) => ms > MOST_LOST_MS)).toEqual([]);
    const worst = Math.round(Math.max(...lostMs));
    tellVerified(`cut the power of an ext4 disk ${CUTS} times while recording: lost at the most ${worst} ms`);
  },
  LONG_TIMEOUT_MS,
);
