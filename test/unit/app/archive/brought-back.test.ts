import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openArchive } from "../../../../src/adapters/archive-folder/archive-marker.ts";
import { forkSmallChild } from "../../../../src/adapters/process/fork-child.ts";
import { writeArchivePlace } from "../../../../src/app/archive/archive-place.ts";
import { BroughtBack } from "../../../../src/app/archive/brought-back.ts";
import { silentLogger } from "../../../../src/runtime/logger.ts";
import { eventually } from "../../../fakes/eventually.ts";
import { ManualClock } from "../../../fakes/manual-clock.ts";

const CLIP = "clips/porch-20261123T184205.123Z.mp4";
let state = "";
let archive = "";
let clock: ManualClock;
let started: number;
let back: BroughtBack;

beforeEach(async () => {
  state = mkdtempSync(join(tmpdir(), "gatehouse-back-"));
  archive = join(state, "archive");
  [clock, started] = [new ManualClock(), 0];
  const id = await openArchive({
    path: archive,
    stateDirectory: state,
    node: "front",
    id: null,
    begin: true,
  });
  await writeArchivePlace(state, { path: archive, id, node: "front" });
  mkdirSync(join(archive, "clips"));
  writeFileSync(join(archive, CLIP), "film");
  back = new BroughtBack({
    ...{ scheduler: clock, logger: silentLogger, stateDirectory: state },
    start: (...words) => {
      started += 1;
      return forkSmallChild(...words);
    },
  });
});
afterEach(async () => {
  await back.empty();
  rmSync(state, { recursive: true });
});

it("brings a clip back once for all who look at it, and deletes it at the end", async () => {
  const [first, second] = await Promise.all([back.find(CLIP), back.find(CLIP)]);
  expect([first, await back.find(CLIP)]).toEqual([second, second]);
  expect(readFileSync(first ?? "", "utf8")).toBe("film");
  expect(existsSync(join(archive, CLIP))).toBe(true);
  expect(started).toBe(1);
  await back.empty();
  expect(existsSync(first ?? "")).toBe(false);
});

it("finds nothing where there is no such clip, or the archive is away", async () => {
  expect(await back.find("clips/none.mp4")).toBe(null);
  renameSync(archive, `${archive}-away`);
  expect(await back.find(CLIP)).toBe(null);
});

it("deletes what was brought back after an hour, however often somebody looks at it", async () => {
  const file = (await back.find(CLIP)) ?? expect.fail("it was not brought back");
  rmSync(join(archive, CLIP));
  clock.advance(30 * 60_000);
  expect(await back.find(CLIP)).toBe(file);
  clock.advance(30 * 60_000);
  await eventually(() => !existsSync(file));
  expect(await back.find(CLIP)).toBe(null);
});
