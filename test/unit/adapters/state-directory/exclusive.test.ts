import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { exclusively } from "../../../../src/adapters/state-directory/exclusive.ts";

let folder: string;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), "state-"))));
afterEach(() => rm(folder, { recursive: true }));

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

test("what stands under one lock is done one after the other", async () => {
  const lock = join(folder, "deep", "people.lock");
  const seen: string[] = [];
  const work = (name: string) =>
    exclusively(lock, async () => {
      seen.push(`${name} begins`);
      await pause(30);
      seen.push(`${name} ends`);
    });
  await Promise.all([work("one"), work("two"), work("three")]);
  for (let i = 0; i < seen.length; i += 2) {
    expect(seen[i + 1]).toBe(seen[i]?.replace("begins", "ends"));
  }
  expect(seen).toHaveLength(6);
  expect((await stat(lock)).mode & 0o777).toBe(0o600);
});

test("whoever fails lets the next one in", async () => {
  const lock = join(folder, "people.lock");
  await expect(exclusively(lock, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(await exclusively(lock, () => Promise.resolve("yes"))).toBe("yes");
});

test("whoever waits too long is told so", async () => {
  const lock = join(folder, "people.lock");
  let release: () => void = () => undefined;
  const held = exclusively(lock, () => new Promise<void>((resolve) => (release = resolve)));
  await pause(20);
  await expect(exclusively(lock, () => Promise.resolve())).rejects.toMatchObject({ code: "STATE_BUSY" });
  release();
  await held;
}, 10_000);
