import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { inspectState } from "../../../../src/adapters/state-directory/inspect-state.ts";
import { acquireState } from "../../../../src/adapters/state-directory/state-directory.ts";

let folder: string;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), "state-"))));
afterEach(() => rm(folder, { recursive: true }));

test("one that is not there yet, and would be made in a folder that is", async () => {
  expect(await inspectState(join(folder, "deep", "state"))).toMatchObject({
    ...{ exists: false, owner: null, isOpen: false, isWritable: true, recordedBytes: 0, heldBy: null },
    freeBytes: expect.any(Number) as number,
  });
});

test("whose it is, who may look into it, and what clips and pictures take", async () => {
  await mkdir(join(folder, "clips", "front"), { recursive: true });
  await writeFile(join(folder, "clips", "front", "a.mp4"), Buffer.alloc(1000));
  await mkdir(join(folder, "media"));
  await writeFile(join(folder, "media", "b.jpg"), Buffer.alloc(20));
  await writeFile(join(folder, "journal.db"), Buffer.alloc(500));
  await chmod(folder, 0o700);
  const found = await inspectState(folder);
  expect(found).toMatchObject({ exists: true, isOpen: false, isWritable: true, recordedBytes: 1020 });
  expect(found.owner).toBe(process.getuid?.());
  await chmod(folder, 0o750);
  expect(await inspectState(folder)).toMatchObject({ isOpen: true });
});

test("the process that holds it is told, without anybody being kept from it", async () => {
  expect((await inspectState(folder)).heldBy).toBeNull();
  const held = await acquireState(folder);
  expect((await inspectState(folder)).heldBy).toBe(process.pid);
  held.release();
  expect((await inspectState(folder)).heldBy).toBeNull();
});
