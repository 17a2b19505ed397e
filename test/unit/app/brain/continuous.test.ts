import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ContinuousRecordings } from "../../../../src/app/brain/continuous.ts";
import type { SegmentMark } from "../../../../src/app/continuous/segment-index.ts";
import { segmentName, segmentPath, segmentStart } from "../../../../src/app/continuous/segment-name.ts";
import type { EventDraft } from "../../../../src/events/catalogue.ts";
import { silentLogger } from "../../../../src/runtime/logger.ts";
import { eventually } from "../../../fakes/eventually.ts";
import { ManualClock } from "../../../fakes/manual-clock.ts";

const DAY = "2026-11-23";
const STILL: SegmentMark = { motion: [], most: 0, person: false };
const MOVING: SegmentMark = { motion: [[1, 2]], most: 0.1, person: false };
let folder: string;
let told: EventDraft[];
let mended: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gatehouse-test-"));
  [told, mended] = [[], []];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function recordings(): ContinuousRecordings {
  return new ContinuousRecordings({
    stateDirectory: folder,
    clock: new ManualClock(),
    logger: silentLogger,
    emit: (draft) => told.push(draft),
    mend: (paths) => {
      mended.push(...paths);
      for (const path of paths) {
        rmSync(`${path}.part`, { force: true });
        writeFileSync(path, "12345");
      }
      return Promise.resolve(paths.map((path) => ({ path, seconds: 7 })));
    },
  });
}

function write(segment: string, content = "123", suffix = ""): string {
  const path = join(folder, segmentPath("porch", segment));
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path + suffix, content);
  return path;
}

const finish = (one: ContinuousRecordings, segment: string, mark: SegmentMark): void =>
  one.onMessage("porch", { type: "segment-finished", segment, seconds: 60, bytes: 3, mark });

test("a segment's name tells when it begins", () => {
  const at = Date.UTC(2026, 10, 23, 18, 42, 5, 123);
  expect(segmentName(at)).toBe(`${DAY}/18-42-05.123`);
  expect(segmentStart(segmentName(at))).toBe(at);
  for (const name of [
    "2026-11-23",
    "2026-99-23/18-42-05.123",
    "../x/18-42-05.123",
    `${DAY}/18-42-05.123.mp4`,
  ])
    expect(segmentStart(name)).toBeNull();
});

test("what moved in which segment is still known after a restart", async () => {
  const before = recordings();
  await before.open();
  const [still, moving] = [write(`${DAY}/18-42-00.000`), write(`${DAY}/18-43-00.000`)];
  finish(before, `${DAY}/18-42-00.000`, STILL);
  finish(before, `${DAY}/18-43-00.000`, MOVING);
  await before.flush();
  const after = recordings();
  await after.open();
  for (const one of [before, after]) {
    expect(one.segments()).toEqual([
      {
        ...{ camera: "porch", path: still, bytes: 3, isMoving: false },
        endAt: Date.UTC(2026, 10, 23, 18, 43),
      },
      {
        ...{ camera: "porch", path: moving, bytes: 3, isMoving: true },
        endAt: Date.UTC(2026, 10, 23, 18, 44),
      },
    ]);
  }
});

test("a segment that was cut off is mended, and counts as one in which something moved", async () => {
  const path = write(`${DAY}/18-42-00.000`, "1", ".part");
  const one = recordings();
  await one.open();
  await eventually(() => one.segments().length > 0, { what: "the mended segment" });
  expect(mended).toEqual([path]);
  expect(one.segments()).toMatchObject([
    { path, bytes: 5, isMoving: true, endAt: Date.UTC(2026, 10, 23, 18, 42, 7) },
  ]);
});

test("one that the index does not know is there all the same, and a line without a file is none", async () => {
  const path = write(`${DAY}/18-42-00.000`);
  const endS = Date.UTC(2026, 10, 23, 18, 42, 58) / 1000;
  utimesSync(path, endS, endS);
  const gone = JSON.stringify({ segment: "18-41-00.000", seconds: 60, bytes: 3, mark: STILL });
  writeFileSync(join(dirname(path), "index.jsonl"), `${gone}\nno line\n${gone.slice(0, 20)}`);
  const one = recordings();
  await one.open();
  expect(one.segments()).toEqual([{ camera: "porch", path, bytes: 3, endAt: endS * 1000, isMoving: true }]);
  // What a crash has left of a line does not spoil the next one.
  finish(one, `${DAY}/18-43-00.000`, STILL);
  await one.flush();
  const lines = readFileSync(join(dirname(path), "index.jsonl"), "utf8").split("\n");
  expect(JSON.parse(lines.at(-2) ?? "")).toMatchObject({ segment: "18-43-00.000", mark: STILL });
});

test("what the camera's process was writing when it died, or could not write on, is mended; the rest is left alone", async () => {
  const one = recordings();
  await one.open();
  for (const name of ["18-42-00.000", "18-43-00.000"]) write(`${DAY}/${name}`, "1", ".part");
  for (const name of ["18-42-00.000", "18-43-00.000"])
    one.onMessage("porch", { type: "segment-begun", segment: `${DAY}/${name}` });
  one.onMessage("porch", { type: "segment-cut", segment: `${DAY}/18-42-00.000` });
  await eventually(() => one.segments().length === 1, { what: "the first" });
  one.onLost("porch");
  one.onLost("porch");
  await eventually(() => one.segments().length === 2, { what: "the second" });
  expect(mended).toHaveLength(2);
});

test("that nothing is recorded any more is told once, and that it is again too", async () => {
  const one = recordings();
  one.onMessage("porch", { type: "continuous", stopped: null });
  one.onMessage("porch", { type: "continuous", stopped: "the disk is full" });
  // Its process was started anew, and has nothing to complain of.
  finish(one, `${DAY}/18-42-00.000`, STILL);
  finish(one, `${DAY}/18-43-00.000`, STILL);
  expect(told.map(({ name }) => name)).toEqual(["continuous.stopped", "continuous.resumed"]);
  expect(told[0]).toMatchObject({ camera: "porch", why: "the disk is full" });
  mkdirSync(join(folder, "continuous", "porch", DAY), { recursive: true });
  await one.flush();
});

test("with its last segment a day goes; what somebody has put there stays", async () => {
  const paths = [
    write("2026-11-22/18-42-00.000"),
    write(`${DAY}/18-42-00.000`),
    write(`${DAY}/18-43-00.000`),
  ];
  const one = recordings();
  await one.open();
  finish(one, "2026-11-22/18-42-00.000", STILL);
  finish(one, `${DAY}/18-42-00.000`, STILL);
  await one.flush();
  for (const path of paths.slice(0, 2)) rmSync(path);
  await one.forget(paths.slice(0, 2));
  expect(one.segments().map(({ path }) => path)).toEqual(paths.slice(2));
  expect(existsSync(dirname(paths[0] ?? ""))).toBe(false);
  expect(existsSync(join(dirname(paths[1] ?? ""), "index.jsonl"))).toBe(true);
  rmSync(paths[2] ?? "");
  writeFileSync(join(dirname(paths[1] ?? ""), "note.txt"), "mine");
  await one.forget(paths.slice(2));
  expect(existsSync(join(dirname(paths[1] ?? ""), "note.txt"))).toBe(true);
});
