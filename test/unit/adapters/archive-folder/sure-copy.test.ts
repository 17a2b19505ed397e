import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { copySurely } from "../../../../src/adapters/archive-folder/sure-copy.ts";

const FILM = Buffer.alloc(3_000_000, "film");
const SUM = createHash("sha256").update(FILM).digest("hex");
let folder: string;
let from: string;
let to: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gatehouse-copy-"));
  [from, to] = [join(folder, "a.mp4"), join(folder, "b.mp4")];
  writeFileSync(from, FILM);
});
afterEach(() => rmSync(folder, { recursive: true }));

const copy = (sha256: string | null = SUM): Promise<number> =>
  copySurely({ from, to, sha256, onPiece: () => undefined });

it("makes a whole copy with the time of the last change, and says at every piece that it goes on", async () => {
  utimesSync(from, 1_700_000_000, 1_700_000_000);
  let pieces = 0;
  expect(await copySurely({ from, to, sha256: SUM, onPiece: () => (pieces += 1) })).toBe(FILM.length);
  expect(readFileSync(to).equals(FILM)).toBe(true);
  expect(statSync(to).mtimeMs).toBe(1_700_000_000_000);
  expect(statSync(to).mode & 0o077).toBe(0);
  // Three written, three read back.
  expect(pieces).toBe(6);
});

it("leaves what a crash has left of a copy behind, and no other file", async () => {
  writeFileSync(`${to}.part`, "half");
  await copy(null);
  expect(readdirSync(folder).sort()).toEqual(["a.mp4", "b.mp4"]);
});

it("refuses a file that is not what was recorded, and leaves nothing of it", async () => {
  writeFileSync(from, "changed");
  await expect(copy()).rejects.toMatchObject({ code: "CLIP_NOT_COPIED" });
  expect(readdirSync(folder)).toEqual(["a.mp4"]);
});

it("takes a whole copy that is there already for done", async () => {
  await copy();
  const { ino } = statSync(to);
  expect(await copy()).toBe(FILM.length);
  expect(statSync(to).ino).toBe(ino);
});

it("never writes over something else of the name", async () => {
  writeFileSync(to, "something else");
  await expect(copy()).rejects.toMatchObject({ code: "CLIP_NOT_COPIED" });
  expect(readFileSync(to, "utf8")).toBe("something else");
});

it("blames the clip if it is gone, and the archive if that cannot be written", async () => {
  rmSync(from);
  await expect(copy()).rejects.toMatchObject({ code: "CLIP_NOT_COPIED" });
  writeFileSync(from, FILM);
  to = join(folder, "not-there", "b.mp4");
  await expect(copy()).rejects.toMatchObject({ code: "ARCHIVE_UNREACHABLE" });
});
