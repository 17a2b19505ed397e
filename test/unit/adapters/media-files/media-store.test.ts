import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { MediaStore } from "../../../../src/adapters/media-files/media-store.ts";
import { silentLogger } from "../../../../src/runtime/logger.ts";

let folder: string;
let media: MediaStore;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "media-"));
  media = new MediaStore(folder, silentLogger);
});
afterEach(() => rm(folder, { recursive: true }));

const what = { kind: "picture", name: "door-face", at: Date.UTC(2026, 10, 23, 18, 42, 5, 123) } as const;

test("a picture has a place by its day and time before it is there", async () => {
  const { ref, arrived } = media.expect(what);
  expect(ref.path).toMatch(/^media\/2026-11-23\/door-face-184205123-[0-9a-f]{6}\.jpg$/);
  let isFlushed = false;
  const flushed = media.flush().then(() => (isFlushed = true));
  await new Promise(setImmediate);
  expect(isFlushed).toBe(false);
  arrived(new Uint8Array([7]));
  await flushed;
  expect([...(await readFile(join(folder, ref.path)))]).toEqual([7]);
});

test("one that does not come leaves nothing", async () => {
  const { ref, arrived } = media.expect(what);
  arrived(null);
  await media.flush();
  await expect(stat(join(folder, ref.path))).rejects.toMatchObject({ code: "ENOENT" });
});

test("of more than 64 that wait the rest are dropped and counted", async () => {
  const expected = Array.from({ length: 66 }, () => media.expect(what));
  expect(media.dropped).toBe(2);
  for (const { arrived } of expected) arrived(new Uint8Array([7]));
  await media.flush();
  const last = expected.at(-1)?.ref.path ?? "";
  await expect(stat(join(folder, last))).rejects.toMatchObject({ code: "ENOENT" });
});
