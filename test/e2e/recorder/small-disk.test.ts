import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { appendFile, mkdir, readdir, rename, rm, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ClipFile } from "../../../src/adapters/libav/clip-file.ts";
import type { ClipPacket } from "../../../src/adapters/libav/clip-format.ts";
import { recoverClip } from "../../../src/adapters/libav/recover-clips.ts";
import { freeBytes } from "../../../src/adapters/media-files/free-bytes.ts";
import { journalPath, openJournal } from "../../../src/adapters/sqlite/journal.ts";
import { clipName } from "../../../src/app/brain/clip-name.ts";
import { Retention } from "../../../src/app/brain/retention.ts";
import type { EventDraft } from "../../../src/events/catalogue.ts";
import type { Authorisation } from "../../../src/guard/ports.ts";
import { silentLogger } from "../../../src/runtime/logger.ts";
import type { RingEntry } from "../../../src/sensors/packet-ring.ts";
import { eventually } from "../../fakes/eventually.ts";
import { tellVerified } from "../../fakes/long-run.ts";
import { ManualClock } from "../../fakes/manual-clock.ts";
import { canMount } from "../../fakes/mounting.ts";
import { recordCamera } from "../../fakes/recorded-camera.ts";
import { complaints, makeVideo, temporaryFolder } from "../../fakes/test-video.ts";

const isPossible = canMount("mount -t tmpfs tmpfs m");
const why = isPossible ? "" : " (skipped: it takes root to mount a disk)";

let folder: string;
let disk: string;

function mount(size: string): void {
  execFileSync("mount", ["-t", "tmpfs", "-o", `size=${size}`, "tmpfs", disk]);
}

beforeEach(async () => {
  folder = await temporaryFolder();
  disk = join(folder, "disk");
  await mkdir(disk);
});
afterEach(async () => {
  if (isPossible) execFileSync("umount", ["--lazy", disk]);
  await rm(folder, { recursive: true });
});

const [HOUR_MS, TICK_MS, TICK_BYTES] = [3_600_000, 30_000, 1_000_000];
const CLIP_TICKS = 10;
const MIN_FREE = 20e6;
const DAY_MS = 24 * HOUR_MS;

/** An authorisation as the guard commits it before a door is unlocked. */
function authorisation(request: string, { at, t }: { at: number; t: number }): Authorisation {
  return {
    spends: [{ person: "ana", camera: "porch", track: "run/1", t, at, boot: "boot" }],
    debt: { device: "door", request, sinceT: t, dueT: t + 10_000, dueAt: at + 10_000, boot: "boot" },
    allowed: {
      ...{ name: "request.allowed", source: "guard", at, t, request, device: "door", action: "unlock" },
      ...{ by: { kind: "command" }, reason: "ana was recognised", evidence: [] },
    },
  };
}

test.skipIf(!isPossible)(
  `a disk of 200 MB under a day of recording never fills, keeps what is protected, and the guard can always write${why}`,
  async () => {
    mount("200M");
    await Promise.all(["clips", "media"].map((name) => mkdir(join(disk, name))));
    const clock = new ManualClock();
    const identity = { boot: "boot", run: "run", clock, random: () => 0.5 };
    const journal = await openJournal({ path: journalPath(disk), ...identity });
    const told: EventDraft[] = [];
    const retention = new Retention({
      ...{ clock, scheduler: clock, logger: silentLogger, stateDirectory: disk },
      limits: () => ({
        ...{ keepMs: 14 * DAY_MS, keepStrangersMs: 28 * DAY_MS, keepFacesMs: 14 * DAY_MS },
        ...{ maxBytes: 1e12, minFreeBytes: MIN_FREE, keepEventsMs: 28 * DAY_MS },
      }),
      continuous: { files: () => [], gone: () => Promise.resolve(), hold: () => undefined },
      freeBytes: () => freeBytes(disk),
      reader: journal.reader,
      emit: (draft) => {
        told.push(draft);
        void journal.writer.append([draft]);
      },
      hold: (reason) => expect.unreachable(`recording was held: ${reason}`),
      deleting: () => Promise.resolve(),
      pruneJournal: (beforeAt) => journal.prune({ beforeAt, keepLatest: 10_000 }),
    });
    retention.start();
    let leastFree = Infinity;
    let clip = "";
    let protectedClip = "";
    const megabyte = Buffer.alloc(TICK_BYTES, 7);
    for (let tick = 0; tick < DAY_MS / TICK_MS; tick += 1) {
      const { at, t } = clock.now();
      if (tick % CLIP_TICKS === 0) clip = clipName("porch", at);
      const path = join(disk, "clips", `${clip}.mp4`);
      await appendFile(`${path}.part`, megabyte);
      if (tick % CLIP_TICKS === CLIP_TICKS - 1) {
        await rename(`${path}.part`, path);
        await utimes(path, at / 1000, at / 1000);
        const shows = Math.floor(tick / CLIP_TICKS) % 4 === 0 ? "stranger" : "known";
        await journal.writer.append([
          {
            ...{ name: "recording.finished", source: "camera:porch", at, t, camera: "porch", clip, shows },
            ...{
              reason: "always",
              startAt: at,
              startT: t,
              seconds: 300,
              bytes: 1e7,
              preRollMs: 0,
              media: [],
            },
          },
        ]);
        if (protectedClip === "") {
          protectedClip = path;
          await writeFile(`${path}.keep`, "");
        }
      }
      clock.advance(TICK_MS);
      while (clock.pending < 2) await new Promise(setImmediate);
      expect(existsSync(path) || existsSync(`${path}.part`)).toBe(true);
      leastFree = Math.min(leastFree, await freeBytes(disk));
      // Whatever the recorder does, the door's papers can be written.
      if (tick % 20 === 0) await journal.guardStore.commit(authorisation(`r${tick}`, clock.now()));
    }
    retention.stop();
    expect(leastFree).toBeGreaterThan(MIN_FREE / 2);
    expect(existsSync(protectedClip)).toBe(true);
    const left = (await readdir(join(disk, "clips"))).filter((name) => name.endsWith(".mp4"));
    expect(left.length).toBeGreaterThan(10);
    const deleted = told.filter((draft) => draft.name === "recordings.deleted");
    expect(deleted.length).toBeGreaterThan(100);
    expect(told.some(({ name }) => name === "disk.low")).toBe(false);
    // Strangers are kept at the cost of others: more of them are left than one in four.
    const events = await journal.reader.events({ names: ["recording.finished"] });
    const isLeft = (name: string): boolean => left.includes(`${name}.mp4`);
    const strangers = events.filter(
      (event) => event.name === "recording.finished" && event.shows === "stranger" && isLeft(event.clip),
    );
    expect(strangers.length / left.length).toBeGreaterThan(0.3);
    journal.close();
    tellVerified(
      `24 hours of recording on 200 MB: ${(leastFree / 1e6).toFixed(0)} MB free at the least, ` +
        `${deleted.length} times room was made, nothing protected or open was touched`,
    );
  },
  90_000,
);

describe.skipIf(!isPossible)(`a clip on a disk that fails${why}`, () => {
  /** Writes a film of some seconds into a clip; gives why it failed. */
  async function failure(path: string, film: string): Promise<string> {
    const files: ClipFile[] = [];
    const { camera, heard } = recordCamera(film, {
      stream: { loop: false, paced: false, analyseFps: null, sound: false },
      packet: (entry: RingEntry<ClipPacket>) => {
        if (files.length === 0) files.push(ClipFile.open(path, entry));
        files[0]?.write(entry);
        entry.packet.native.free();
      },
    });
    await eventually(() => heard.ended, { withinMs: 15_000, what: "the end of the film" });
    await camera.stop();
    return files[0]!.close().then(
      () => "no failure",
      (error: unknown) => String(error),
    );
  }

  test("full: says so, and what was written before plays", async () => {
    mount("6M");
    const film = await makeVideo(join(folder, "film.mp4"), {
      ...{ seconds: 8, size: "640x480", more: ["-vf", "noise=alls=40:allf=t"] },
    });
    const path = join(disk, "c.mp4");
    expect(await failure(path, film)).toMatch(/No space left/u);
    const clip = await recoverClip(path, { scheduler: new ManualClock() });
    expect(clip?.seconds).toBeGreaterThan(0.5);
    expect(await complaints(path)).toBe("");
  });

  test("read-only: says so", async () => {
    mount("1M");
    execFileSync("mount", ["-o", "remount,ro", disk]);
    const film = await makeVideo(join(folder, "film.mp4"), { seconds: 1 });
    expect(await failure(join(disk, "c.mp4"), film)).toMatch(/Read-only file system/u);
  });
});
