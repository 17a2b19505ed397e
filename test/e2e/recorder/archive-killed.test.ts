import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { fork } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { openArchive } from "../../../src/adapters/archive-folder/archive-marker.ts";
import type { ToArchive } from "../../../src/app/archive/messages.ts";
import { tellVerified } from "../../fakes/long-run.ts";

const KILLS = 40;
const PROCESS = fileURLToPath(new URL("../../../dist/app/archive-process.js", import.meta.url));
const CLIP = "clips/porch-20261123T184205.123Z.mp4";

/** Has a clip copied by a process of its own; killed with -9 after so many ms, or null: never. Gives how long it took. */
async function copy(messages: readonly ToArchive[], killAfterMs: number | null): Promise<number> {
  const child = fork(PROCESS, {
    serialization: "advanced",
    execArgv: [],
  });
  const exited = once(child, "exit");
  const [open, work] = messages;
  if (open === undefined || work === undefined) throw new Error("two messages");
  child.send(open);
  await Promise.race([once(child, "message"), exited]);
  const beganAt = performance.now();
  const done = new Promise<void>((resolve) =>
    child.on("message", ({ type }: { type: string }) => {
      if (type !== "busy") resolve();
    }),
  );
  child.send(work);
  await (killAfterMs === null ? done : Promise.race([done, delay(killAfterMs)]));
  const tookMs = performance.now() - beganAt;
  child.kill("SIGKILL");
  await exited;
  return tookMs;
}

test("whenever a move to the archive is killed there is a whole copy, and never half a one under its name", async () => {
  const folder = await mkdtemp(join(tmpdir(), "gatehouse-killed-"));
  try {
    const archive = join(folder, "archive");
    await mkdir(join(folder, "clips"));
    const film = randomBytes(16e6);
    const sha256 = createHash("sha256").update(film).digest("hex");
    await writeFile(join(folder, CLIP), film);
    const claim = { path: archive, stateDirectory: folder, node: "front", id: null, begin: true };
    const id = await openArchive(claim);
    const messages: ToArchive[] = [
      { ...claim, type: "open", id, begin: false },
      { type: "copy", path: CLIP, sha256, marks: [".keep"] },
    ];
    const fullMs = await copy(messages, null);
    let broken = 0;
    for (let i = 0; i < KILLS; i += 1) {
      await rm(join(archive, CLIP), { force: true });
      await copy(messages, (fullMs * i) / (KILLS - 4));
      const left = await readdir(join(archive, "clips"));
      if (left.some((name) => name.endsWith(".part"))) broken += 1;
      expect((await readFile(join(folder, CLIP))).equals(film)).toBe(true);
      if (left.includes(CLIP.slice("clips/".length)))
        expect((await readFile(join(archive, CLIP))).equals(film)).toBe(true);
    }
    // Some kills came in the middle, and the next process makes it good.
    expect(broken).toBeGreaterThan(3);
    await copy(messages, null);
    expect((await readdir(join(archive, "clips"))).filter((name) => name.endsWith(".part"))).toEqual([]);
    expect((await readFile(join(archive, CLIP))).equals(film)).toBe(true);
    tellVerified(
      `${KILLS} kills of a move to the archive, ${broken} in the middle of the copy: always one whole copy`,
    );
  } finally {
    await rm(folder, { recursive: true });
  }
}, 60_000);
