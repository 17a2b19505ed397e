import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import {
  isMarked,
  openArchive,
  type ArchiveClaim,
} from "../../../../src/adapters/archive-folder/archive-marker.ts";

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gatehouse-archive-"));
  path = join(folder, "archive");
  mkdirSync(path);
});
afterEach(() => rmSync(folder, { recursive: true }));

const open = (changes: Partial<ArchiveClaim> = {}): Promise<string> =>
  openArchive({ path, stateDirectory: folder, node: "front", id: null, begin: false, ...changes });

it("does not begin by itself on the disk of the state directory, and leaves nothing there", async () => {
  await expect(open()).rejects.toMatchObject({
    code: "ARCHIVE_UNREACHABLE",
    message: expect.stringContaining("is the other disk mounted?") as string,
  });
  expect(readdirSync(path)).toEqual([]);
});

it("begins where it is told to, and is known again", async () => {
  const id = await open({ begin: true });
  expect(await open({ id })).toBe(id);
  expect(await isMarked(path, id)).toBe(true);
  expect(await isMarked(path, "another")).toBe(false);
});

it("is not there while nothing is mounted, whatever the disk", async () => {
  const id = await open({ begin: true });
  rmSync(path, { recursive: true });
  mkdirSync(path);
  await expect(open({ id })).rejects.toThrow("is the disk mounted?");
  await expect(open({ id, stateDirectory: "/proc" })).rejects.toThrow("is the disk mounted?");
  expect(await isMarked(path, id)).toBe(false);
});

it("belongs to one node", async () => {
  await open({ begin: true });
  await expect(open({ node: "back", begin: true })).rejects.toThrow("is the archive of front");
});

it("says so of a mark that is damaged, and does not write over it", async () => {
  writeFileSync(join(path, "gatehouse-archive.json"), "{");
  await expect(open({ begin: true })).rejects.toThrow("cannot be understood");
});

it("is known again by a node that has lost its state", async () => {
  const id = await open({ begin: true });
  expect(await open()).toBe(id);
});
