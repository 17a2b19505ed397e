import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { execFile } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ArchiveCopy, killed } from "../../fakes/archive-copy.ts";
import { bounded, LONG_TIMEOUT_MS, tellVerified } from "../../fakes/long-run.ts";
import { canMount } from "../../fakes/mounting.ts";
import { temporaryFolder } from "../../fakes/test-video.ts";

const run = promisify(execFile);
const KILLS = bounded(20, 100);
const CUTS = bounded(6, 40);
const isPossible = canMount("truncate -s 8M i && mkfs.ext4 -q i && mount -o loop i m");
const why = isPossible ? "" : " (skipped: it takes root and loop devices)";

let folder: string;
beforeEach(async () => (folder = await temporaryFolder()));
afterEach(() => rm(folder, { recursive: true }));

/** How long a copy takes when nobody disturbs it, ms. */
async function undisturbed(copy: ArchiveCopy): Promise<number> {
  const { child, done } = await copy.begin();
  const beganAt = performance.now();
  await done;
  await killed(child);
  return performance.now() - beganAt;
}

const halves = async (archive: string): Promise<string[]> =>
  (await readdir(join(archive, "clips"))).filter((name) => name.endsWith(".part"));

test(
  "whenever a move to the archive is killed there is a whole copy, and never half a one under its name",
  async () => {
    const archive = join(folder, "archive");
    const copy = await ArchiveCopy.prepare(folder, archive);
    const fullMs = await undisturbed(copy);
    let broken = 0;
    for (let i = 0; i < KILLS; i += 1) {
      await rm(join(archive, ArchiveCopy.CLIP), { force: true });
      const { child, done } = await copy.begin();
      await Promise.race([done, delay((fullMs * i) / (KILLS - 2))]);
      await killed(child);
      broken += (await halves(archive)).length;
      expect(await copy.isWhole()).toBe(true);
      expect(await copy.isWhole(archive)).not.toBe(false);
    }
    // Some came in the middle, and the next process makes it good.
    expect(broken).toBeGreaterThan(3);
    await undisturbed(copy);
    expect([await copy.isWhole(archive), await halves(archive)]).toEqual([true, []]);
    tellVerified(
      `${KILLS} kills of a move to the archive, ${broken} in mid-copy: never half a clip under its name`,
    );
  },
  LONG_TIMEOUT_MS,
);

test.skipIf(!isPossible)(
  `a power cut leaves no half clip in the archive, and none that was said to be there is missing${why}`,
  async () => {
    const at = (name: string): string => join(folder, name);
    const [disk, left, before, after] = [at("disk"), at("left"), at("before"), at("after")];
    await Promise.all([mkdir(before), mkdir(after)]);
    const script = 'truncate -s 64M "$1" && mkfs.ext4 -q "$1" && mount -o loop "$1" "$2"';
    await run("sh", ["-c", script, "sh", disk, before]);
    let whole = 0;
    try {
      const copy = await ArchiveCopy.prepare(folder, before);
      const fullMs = await undisturbed(copy);
      for (let i = 0; i < CUTS; i += 1) {
        await rm(join(before, ArchiveCopy.CLIP), { force: true });
        await run("sync", ["-f", before]);
        const { child, done } = await copy.begin();
        const isSaid = await Promise.race([
          done.then(() => true),
          delay((1.2 * fullMs * i) / CUTS).then(() => false),
        ]);
        child.kill("SIGSTOP");
        // What the disk holds in this very moment: what was only in the file system's memory is not there.
        await run("cp", ["--sparse=always", disk, left]);
        await killed(child);
        await run("mount", ["-o", "loop", left, after]);
        try {
          const found = await copy.isWhole(after);
          expect(found).not.toBe(false);
          if (isSaid) expect(found).toBe(true);
          if (found === true) whole += 1;
        } finally {
          await run("umount", [after]);
          await rm(left);
        }
      }
    } finally {
      await run("umount", [before]);
    }
    expect(whole).toBeGreaterThan(0);
    expect(whole).toBeLessThan(CUTS);
    tellVerified(
      `${CUTS} power cuts of the archive's disk, ${whole} behind the copy: never half a clip, none missing`,
    );
  },
  LONG_TIMEOUT_MS,
);
