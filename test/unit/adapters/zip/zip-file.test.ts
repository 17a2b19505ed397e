import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { writeZip } from "../../../../src/adapters/zip/zip-file.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gatehouse-zip-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

test("what goes in comes out, for the owner's eyes alone", async () => {
  const film = Buffer.alloc(300_000, "film");
  writeFileSync(join(folder, "film.mp4"), film);
  const path = join(folder, "a.zip");
  await writeZip(path, [
    { name: "index.html", bytes: Buffer.from("<p>é</p>") },
    { name: "clips/porch.mp4", path: join(folder, "film.mp4") },
  ]);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  // Python reads what other programs than ours understand.
  const read =
    "import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; z.extractall(sys.argv[2])";
  execFileSync("python3", ["-c", read, path, join(folder, "out")]);
  expect(readFileSync(join(folder, "out/index.html"), "utf8")).toBe("<p>é</p>");
  expect(readFileSync(join(folder, "out/clips/porch.mp4")).equals(film)).toBe(true);
});

test("a file that is there is not replaced", async () => {
  const path = join(folder, "a.zip");
  writeFileSync(path, "mine");
  await expect(writeZip(path, [{ name: "a", bytes: Buffer.from("a") }])).rejects.toMatchObject({
    code: "EEXIST",
  });
  expect(readFileSync(path, "utf8")).toBe("mine");
});

test("what cannot be read leaves nothing behind", async () => {
  const entries = [{ name: "gone.mp4", path: join(folder, "gone.mp4") }];
  await expect(writeZip(join(folder, "a.zip"), entries)).rejects.toMatchObject({ code: "ENOENT" });
  expect(readdirSync(folder)).toEqual([]);
});
