import { expect, it } from "vitest";
import type { SeenArchive } from "../../../../../src/app/archive/look.ts";
import { checkArchive } from "../../../../../src/app/doctor/checks/archive.ts";
import { severityOf } from "../../../../../src/app/doctor/check.ts";

const path = "/mnt/nas/gatehouse";
const names = new Set(["clips/porch-20261123T184205.123Z.mp4", "clips/porch-20261123T184205.123Z.mp4.keep"]);
const seen: SeenArchive = { directory: path, names, isReached: true, freeBytes: 81.25e9, why: "" };

it("is well while the archive can be reached", () => {
  const { found, advice } = checkArchive({ path, seen, waiting: 3 });
  expect(found).toBe("/mnt/nas/gatehouse, 1 clips, 81.3 GB free, 3 more wait to be moved");
  expect(advice).toEqual([]);
});

it("is a problem while it cannot, with the reason", () => {
  const away = { ...seen, isReached: false, freeBytes: null, why: "it has not answered for 30 s" };
  const { found, advice } = checkArchive({ path, seen: away, waiting: 0 });
  expect(found).toBe("/mnt/nas/gatehouse, 1 clips");
  expect(severityOf(advice)).toBe("problem");
  expect(advice[0]?.text).toContain("it has not answered for 30 s");
});

it("says how an archive is begun that never was one, or is another now", () => {
  for (const one of [null, { ...seen, directory: "/mnt/old" }]) {
    const { advice } = checkArchive({ path, seen: one, waiting: 0 });
    expect(severityOf(advice)).toBe("warning");
    expect(advice[0]?.text).toContain("--begin");
  }
});
