import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { EventDraft, GatehouseEvent } from "../../../../../src/events/catalogue.ts";
import { Retention } from "../../../../../src/app/brain/retention.ts";
import type { StoredFile } from "../../../../../src/app/brain/what-goes.ts";
import { MediaStore } from "../../../../../src/adapters/media-files/media-store.ts";
import { silentLogger } from "../../../../../src/runtime/logger.ts";
import { eventually } from "../../../../fakes/eventually.ts";
import { ManualClock } from "../../../../fakes/manual-clock.ts";

const DAY_MS = 86_400_000;
let folder: string;
let clock: ManualClock;
let prunedBefore: number[];
let complaints: string[];
let retention: Retention;
let free: number;
let finished: GatehouseEvent[];
let told: EventDraft[];
let held: (string | null)[];
let segments: StoredFile[];
let segmentsGone: string[];
let continuousHeld: (string | null)[];
let written: [clip: string, why: string, isThere: boolean][];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gatehouse-test-"));
  clock = new ManualClock();
  prunedBefore = [];
  complaints = [];
  free = 1_000;
  [finished, told, held, written] = [[], [], [], []];
  [segments, segmentsGone, continuousHeld] = [[], [], []];
  for (const name of ["clips", "media", "timelapse"]) mkdirSync(join(folder, name));
  retention = new Retention({
    clock,
    scheduler: clock,
    logger: { ...silentLogger, warn: (_message, facts) => complaints.push(String(facts?.error)) },
    stateDirectory: folder,
    limits: () => ({
      ...{ keepMs: 14 * DAY_MS, keepFacesMs: 2 * DAY_MS, keepStrangersMs: 28 * DAY_MS },
      ...{ maxBytes: 1_000, minFreeBytes: 100, keepEventsMs: 30 * DAY_MS },
    }),
    freeBytes: () => Promise.resolve(free),
    reader: { events: () => Promise.resolve(finished) },
    emit: (draft) => told.push(draft),
    hold: (why) => held.push(why),
    continuous: {
      files: () => segments,
      gone: async (paths) => {
        segmentsGone.push(...paths);
        free += 100 * paths.length;
        segments = segments.filter(({ path }) => !paths.includes(path));
      },
      hold: (why) => continuousHeld.push(why),
    },
    deleting: async (clips, why) => {
      // It is written down before the file goes.
      for (const clip of clips) written.push([clip, why, existsSync(join(folder, "clips", `${clip}.mp4`))]);
    },
    pruneJournal: (beforeAt) => {
      prunedBefore.push(beforeAt);
      return Promise.resolve(3);
    },
  });
});
afterEach(() => {
  retention.stop();
  rmSync(folder, { recursive: true, force: true });
});

function stored(path: string, options: { days: number; bytes?: number }): string {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, new Uint8Array(options.bytes ?? 10));
  const seconds = (clock.now().at - options.days * DAY_MS) / 1000;
  utimesSync(file, seconds, seconds);
  return file;
}

async function rounds(count: number): Promise<void> {
  await eventually(() => prunedBefore.length >= count);
}

test("old clips and pictures go, in whatever folder, and so do events as old", async () => {
  const old = ["clips/a.mp4", "media/2026-01-01/a.jpg", "timelapse/porch/2026-01-01.mp4"].map((path) =>
    stored(path, { days: 15 }),
  );
  const young = [stored("clips/b.mp4", { days: 13 }), stored("media/2026-01-02/b.wav", { days: 13 })];
  retention.start();
  await rounds(1);
  expect(old.filter((file) => existsSync(file))).toEqual([]);
  expect(young.filter((file) => !existsSync(file))).toEqual([]);
  expect(prunedBefore).toEqual([clock.now().at - 30 * DAY_MS]);
});

test("pictures of faces go earlier where that is configured, and nothing else does", async () => {
  const media = new MediaStore(folder, silentLogger);
  const [face, scene, clip, sound] = [
    media.keep(new Uint8Array(1), { kind: "picture", name: "door-face-face", at: clock.now().at }),
    media.keep(new Uint8Array(1), { kind: "picture", name: "door-scene", at: clock.now().at }),
    media.keep(new Uint8Array(1), { kind: "picture", name: "door-face-clip", at: clock.now().at }),
    media.keep(new Uint8Array(1), { kind: "audio", name: "hall-face", at: clock.now().at }),
  ].map(({ path }) => path);
  await media.flush();
  const faces = [face, scene].map((path) => stored(path ?? "", { days: 3 }));
  const others = [clip, sound].map((path) => stored(path ?? "", { days: 3 }));
  retention.start();
  await rounds(1);
  expect(faces.filter((file) => existsSync(file))).toEqual([]);
  expect(others.filter((file) => !existsSync(file))).toEqual([]);
});

test("clips and pictures together take no more room than they may", async () => {
  const oldest = stored("clips/a.mp4", { days: 3, bytes: 600 });
  const newer = stored("media/b.jpg", { days: 2, bytes: 600 });
  retention.start();
  await rounds(1);
  expect([oldest, newer].map((file) => existsSync(file))).toEqual([false, true]);
});

test("nothing else in the state directory is touched, nor a clip that is being written", async () => {
  const others = [
    stored("journal.db", { days: 100 }),
    stored("people/anna.json", { days: 100 }),
    stored("clips/now.mp4.part", { days: 100, bytes: 5_000 }),
  ];
  retention.start();
  await rounds(1);
  expect(others.filter((file) => !existsSync(file))).toEqual([]);
});

const STRANGER = "porch-20261123T184205.123Z";

test("clips in which a stranger was seen stay longer, and what has gone is told with the reason", async () => {
  const { at } = clock.now();
  const event = { name: "recording.finished", clip: STRANGER, shows: "stranger", at };
  finished = [event as unknown as GatehouseEvent];
  const stranger = stored(`clips/${STRANGER}.mp4`, { days: 20 });
  const other = "porch-20261123T184207.123Z";
  const known = stored(`clips/${other}.mp4`, { days: 20, bytes: 7 });
  retention.start();
  await rounds(1);
  expect([stranger, known].map((file) => existsSync(file))).toEqual([true, false]);
  expect(told).toMatchObject([
    {
      name: "recordings.deleted",
      ...{ clips: [other], files: 1, bytes: 7 },
      why: expect.stringContaining("recordings.keep") as string,
    },
  ]);
  expect(written).toEqual([[other, expect.stringContaining("recordings.keep"), true]]);
});

test("room is made as soon as the disk is nearly full", async () => {
  retention.start();
  await rounds(1);
  const [older, newer] = [stored("clips/a.mp4", { days: 2 }), stored("clips/b.mp4", { days: 1 })];
  free = 95;
  clock.advance(5_000);
  await eventually(() => told.length > 0);
  expect([older, newer].filter((file) => existsSync(file))).toEqual([]);
  expect(told).toMatchObject([{ why: expect.stringContaining("recordings.min_free") as string }]);
});

test("where no room is left and none can be made nothing is recorded until there is some again", async () => {
  const kept = stored("clips/a.mp4", { days: 2, bytes: 900 });
  stored("clips/a.mp4.keep", { days: 2, bytes: 0 });
  free = 40;
  retention.start();
  await eventually(() => held.length > 0);
  expect(existsSync(kept)).toBe(true);
  expect(told.map(({ name }) => name)).toEqual(["disk.low"]);
  clock.advance(5_000);
  free = 120;
  await eventually(() => clock.pending === 2);
  clock.advance(5_000);
  await eventually(() => held.length > 1);
  expect(held).toEqual([expect.stringContaining("nothing is recorded"), null]);
});

test("it is looked again every ten minutes until it is stopped", async () => {
  retention.start();
  await rounds(1);
  const later = stored("clips/a.mp4", { days: 15 });
  await eventually(() => clock.pending === 2);
  clock.advance(600_000);
  await rounds(2);
  expect(existsSync(later)).toBe(false);
  retention.stop();
  expect(clock.pending).toBe(0);
});

test("events are pruned though a folder cannot be read, and that is said", async () => {
  rmSync(join(folder, "media"), { recursive: true });
  const old = stored("clips/a.mp4", { days: 15 });
  retention.start();
  await rounds(1);
  expect(existsSync(old)).toBe(false);
  expect(complaints).toEqual([expect.stringContaining("ENOENT")]);
});

/** A segment of what is recorded all the time. */
function segment(name: string, more: { days: number; bytes?: number; isMoving?: boolean }): string {
  const { days, bytes = 10, isMoving = false } = more;
  const path = stored(`continuous/porch/2026-11-23/${name}.mp4`, { days, bytes });
  const keepMs = (isMoving ? 7 : 2) * DAY_MS;
  segments.push({ path, bytes, at: clock.now().at - days * DAY_MS, segment: { keepMs, isMoving } });
  return path;
}

test("what is recorded all the time has a time of its own, and its keeper learns what is gone", async () => {
  const gone = [segment("a", { days: 2.1 }), segment("b", { days: 7.1, isMoving: true })];
  const kept = [segment("c", { days: 1.9 }), segment("d", { days: 6.9, isMoving: true })];
  retention.start();
  await rounds(1);
  expect(gone.filter((file) => existsSync(file))).toEqual([]);
  expect(kept.filter((file) => !existsSync(file))).toEqual([]);
  expect(segmentsGone.toSorted()).toEqual(gone);
});

test("where it is too much, or the disk is nearly full, it goes before any clip, where nothing moves first", async () => {
  const clip = stored("clips/old.mp4", { days: 13, bytes: 500 });
  const moving = segment("moving", { days: 1, bytes: 400, isMoving: true });
  const still = segment("still", { days: 0.1, bytes: 400 });
  retention.start();
  await rounds(1);
  expect([clip, moving, still].map((file) => existsSync(file))).toEqual([true, true, false]);
  free = 50;
  const more = segment("more", { days: 0, bytes: 10 });
  await clock.advanceSettled(5_000);
  await eventually(() => !existsSync(moving));
  expect([clip, more].map((file) => existsSync(file))).toEqual([true, false]);
});

test("it stops as soon as the least is not free, before clips do, and goes on when it is", async () => {
  free = 90;
  retention.start();
  await eventually(() => continuousHeld.length > 0);
  expect(continuousHeld[0]).toMatch(/min_free/);
  expect(held).toEqual([]);
  free = 100;
  await clock.advanceSettled(5_000);
  await eventually(() => continuousHeld.length > 1);
  expect(continuousHeld[1]).toBeNull();
});
