import { mkdir, mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

const { latestChange } = (await import(
  new URL("../../../scripts/setup/newest.mjs", import.meta.url).href
)) as { latestChange: (path: string) => number };

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "gatehouse-newest-"));
  await mkdir(join(folder, "deep"));
  for (const name of ["a.ts", "deep/b.ts"]) await writeFile(join(folder, name), "");
  for (const name of ["a.ts", "deep/b.ts", "deep", "."]) await utimes(join(folder, name), 1_000, 1_000);
});
afterEach(() => rm(folder, { recursive: true }));

test("the latest change of a folder is that of its latest file, at any depth", async () => {
  expect(latestChange(folder)).toBe(1_000_000);
  await utimes(join(folder, "deep", "b.ts"), 2_000, 2_000);
  expect(latestChange(folder)).toBe(2_000_000);
});

test("removing a file is a change", async () => {
  await rm(join(folder, "deep", "b.ts"));
  expect(latestChange(folder)).toBeGreaterThan(1_000_000);
});

test("what does not exist has never changed", () => {
  expect(latestChange(join(folder, "nothing"))).toBe(0);
});
