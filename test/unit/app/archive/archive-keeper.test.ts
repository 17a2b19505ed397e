import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openArchive } from "../../../../src/adapters/archive-folder/archive-marker.ts";
import { forkSmallChild } from "../../../../src/adapters/process/fork-child.ts";
import { ArchiveKeeper } from "../../../../src/app/archive/archive-keeper.ts";
import { clipName } from "../../../../src/app/brain/clip-name.ts";
import type { EventDraft, GatehouseEvent } from "../../../../src/events/catalogue.ts";
import { silentLogger } from "../../../../src/runtime/logger.ts";
import { eventually } from "../../../fakes/eventually.ts";
import { ManualClock } from "../../../fakes/manual-clock.ts";

const DAY_MS = 86_400_000;
const FILM = Buffer.from("a film");
const SUM = createHash("sha256").update(FILM).digest("hex");

let [state, archive] = ["", ""];
let clock: ManualClock;
let events: GatehouseEvent[];
let told: EventDraft[];
/** What was written down, and where the clip was then. */
let written: string[];
let free: number;
let keeper: ArchiveKeeper;
/** Processes that work with the archive. */
let running: Set<object>;

beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), "gatehouse-keeper-"));
  archive = join(state, "archive");
  for (const folder of ["clips", "archive"]) mkdirSync(join(state, folder));
  clock = new ManualClock();
  [events, told, written, free, running] = [[], [], [], 1_000, new Set()];
  const there = (clip: string): string =>
    [state, archive].map((folder) => existsSync(join(folder, "clips", `${clip}.mp4`))).join();
  keeper = new ArchiveKeeper({
    ...{
      clock,
      scheduler: clock,
      random: () => 0.5,
      logger: silentLogger,
      stateDirectory: state,
      node: "front",
    },
    settings: {
      ...{ path: archive, afterMs: DAY_MS, minFreeBytes: 0 },
      limits: {
        keepMs: 90 * DAY_MS,
        keepStrangersMs: 180 * DAY_MS,
        keepFacesMs: 90 * DAY_MS,
        maxBytes: 1_000,
      },
    },
    first: { maxBytes: 1_000, minFreeBytes: 100 },
    freeBytes: () => Promise.resolve(free),
    reader: {
      events: ({ names }) => Promise.resolve(names?.includes("archive.lost") === true ? [] : events),
    },
    emit: (draft) => told.push(draft),
    moved: async (clip) => void written.push(`moved ${clip} ${there(clip)}`),
    deleting: async (clips) => void written.push(...clips.map((clip) => `deleting ${clip} ${there(clip)}`)),
    start: (entry, args, events) => {
      const [child, among] = [{}, running];
      among.add(child);
      const exited = (why: string): void => {
        among.delete(child);
        events.exited(why);
      };
      return forkSmallChild(entry, args, { ...events, exited });
    },
  });
});
afterEach(() => {
  keeper.stop();
  rmSync(state, { recursive: true, force: true });
});

const begin = (): Promise<string> =>
  openArchive({ path: archive, stateDirectory: state, node: "front", id: null, begin: true });

/** A clip of the journal that was closed so many days ago. */
function recorded(days: number, { shows = "known", content = FILM, folder = state } = {}): string {
  const at = clock.now().at - days * DAY_MS;
  const clip = clipName("porch", at);
  const path = join(folder, "clips", `${clip}.mp4`);
  mkdirSync(join(folder, "clips"), { recursive: true });
  writeFileSync(path, content);
  utimesSync(path, at / 1000, at / 1000);
  events.push({ name: "recording.finished", clip, sha256: SUM, shows, at } as unknown as GatehouseEvent);
  return clip;
}

async function started(): Promise<void> {
  await keeper.start();
  clock.advance(0);
}

/** Until nothing is done, and goes on in so many ms. */
const untilDueIn = (ms: number): Promise<unknown> =>
  eventually(() => running.size === 0 && clock.due.length === 1 && clock.due[0] === ms);
const names = (): (string | undefined)[] => told.map(({ name }) => name);
const filesOf = (folder: string): string[] => readdirSync(join(folder, "clips")).sort();

it("moves clips that are old enough, with their marks, and writes down that they moved while they are in both places", async () => {
  await begin();
  const [old, young] = [recorded(2, { shows: "stranger" }), recorded(0.5)];
  writeFileSync(join(state, "clips", `${old}.mp4.keep`), "");
  await started();
  await eventually(() => names().includes("recordings.moved"));
  expect(filesOf(state)).toEqual([`${young}.mp4`]);
  expect(filesOf(archive)).toEqual([`${old}.mp4`, `${old}.mp4.keep`, `${old}.mp4.stranger`]);
  expect(written).toEqual([`moved ${old} true,true`]);
  expect(told).toMatchObject([{ clips: [old], files: 1, bytes: FILM.length, to: archive }]);
});

it("moves younger clips as soon as the first disk gets full", async () => {
  await begin();
  const clip = recorded(0.5);
  await started();
  await untilDueIn(60_000);
  free = 195;
  clock.advance(60_000);
  await eventually(() => names().includes("recordings.moved"));
  expect(filesOf(archive)).toEqual([`${clip}.mp4`]);
});

it("counts pictures and sounds among what fills the first disk", async () => {
  await begin();
  const clip = recorded(0.5);
  mkdirSync(join(state, "media/2026-11-23"), { recursive: true });
  writeFileSync(join(state, "media/2026-11-23/a.jpg"), new Uint8Array(800));
  await started();
  await eventually(() => names().includes("recordings.moved"));
  expect(filesOf(archive)).toEqual([`${clip}.mp4`]);
});

it("writes nothing below a mount point while nothing is mounted, says so once, and moves on when it is", async () => {
  const clip = recorded(2);
  await started();
  await untilDueIn(30_000);
  clock.advance(30_000);
  await untilDueIn(60_000);
  expect(names()).toEqual(["archive.lost"]);
  expect(told).toMatchObject([{ why: expect.stringContaining("is the other disk mounted?") as string }]);
  expect(readdirSync(archive)).toEqual([]);
  expect(filesOf(state)).toEqual([`${clip}.mp4`]);
  await begin();
  clock.advance(60_000);
  await eventually(() => names().includes("archive.recovered"));
  expect(filesOf(archive)).toEqual([`${clip}.mp4`]);
});

it("gives up a disk that hangs, and nobody waits for it", async () => {
  const clip = recorded(2);
  // Whoever opens it to read waits until somebody writes.
  execFileSync("mkfifo", [join(archive, "gatehouse-archive.json")]);
  await started();
  // The process has been asked.
  await eventually(() => clock.pending === 1);
  clock.advance(30_000);
  await eventually(() => names().length > 0);
  expect(told).toMatchObject([
    { name: "archive.lost", why: expect.stringContaining("has not answered") as string },
  ]);
  expect(filesOf(state)).toEqual([`${clip}.mp4`]);
});

it("leaves a clip where it is that is not what was recorded", async () => {
  await begin();
  const [changed, sound] = [recorded(3, { content: Buffer.from("forged") }), recorded(2)];
  await started();
  await eventually(() => names().includes("recordings.moved"));
  expect(filesOf(state)).toEqual([`${changed}.mp4`]);
  expect(filesOf(archive)).toEqual([`${sound}.mp4`]);
});

it("deletes from the archive what is too old there, strangers later, the protected never; that is written down before", async () => {
  await begin();
  const old = recorded(100, { folder: archive });
  const [stranger, kept] = [recorded(101, { folder: archive }), recorded(102, { folder: archive })];
  for (const mark of [`${stranger}.mp4.stranger`, `${kept}.mp4.keep`, "gone.mp4.stranger", "half.mp4.part"])
    writeFileSync(join(archive, "clips", mark), "");
  await started();
  await eventually(() => names().includes("recordings.deleted"));
  expect(filesOf(archive)).toEqual(
    [`${stranger}.mp4`, `${stranger}.mp4.stranger`, `${kept}.mp4`, `${kept}.mp4.keep`].sort(),
  );
  expect(written).toEqual([`deleting ${old} false,true`]);
  expect(told).toMatchObject([
    { clips: [old], why: expect.stringContaining("recordings.archive.keep") as string },
  ]);
});

it("takes a mark along that was put beside a clip while it moved", async () => {
  await begin();
  const clip = recorded(2, { folder: archive });
  writeFileSync(join(state, "clips", `${clip}.mp4.keep`), "");
  await started();
  await eventually(() => filesOf(state).length === 0);
  expect(filesOf(archive)).toEqual([`${clip}.mp4`, `${clip}.mp4.keep`]);
});
