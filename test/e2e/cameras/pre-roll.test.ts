import { rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ClipFile } from "../../../src/adapters/libav/clip-file.ts";
import type { ClipPacket } from "../../../src/adapters/libav/clip-format.ts";
import type { ClipFacts } from "../../../src/sensors/camera.ts";
import { ClipDesk } from "../../../src/sensors/clip-desk.ts";
import type { ClipTruth } from "../../../src/sensors/clip-log.ts";
import { PacketRing } from "../../../src/sensors/packet-ring.ts";
import { eventually } from "../../fakes/eventually.ts";
import { tellVerified } from "../../fakes/long-run.ts";
import { ManualClock } from "../../fakes/manual-clock.ts";
import { makeNumberedFilm, readNumberedFilm, type NumberedFilm } from "../../fakes/numbered-film.ts";
import { recordCamera } from "../../fakes/recorded-camera.ts";
import { complaints, packetsOf, temporaryFolder, VIDEO_FPS } from "../../fakes/test-video.ts";

/** As long as the longest group and the longest pre-roll together, and some more. */
const FILM_S = 34;
const PRE_ROLLS_S = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
const FRAME_MS = 1000 / VIDEO_FPS;
/** When the wishes come, from the film's beginning: early, late and in the middle of groups of any length. */
const WISHED_AT_MS = [20_030, 24_970, 31_510];
const AFTER_MS = 400;

interface Taken {
  readonly name: string;
  readonly path: string;
  readonly wishedT: number;
  readonly startT: number;
  readonly toldUntilT: number;
  readonly facts: ClipFacts;
  readonly truth: ClipTruth;
}

let folder: string;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(() => rm(folder, { recursive: true }));

/** Plays the film as fast as it goes through a ring and a desk as in the camera process, and wishes for many clips. */
async function takeClips(source: string, at: string): Promise<{ filmT: number; clips: Taken[] }> {
  const ring = new PacketRing<ClipPacket>({
    seconds: 12,
    maxBytes: 64e6,
    release: ({ native }) => native.free(),
  });
  // The film's time counts, not ours.
  const clock = new ManualClock();
  const begun = new Map<string, Omit<Taken, "name" | "facts" | "truth">>();
  const clips: Taken[] = [];
  const failed: string[] = [];
  const desk = new ClipDesk<ClipPacket>({
    ring,
    open: (path, first) => ClipFile.open(path, first),
    clock,
    scheduler: clock,
    sink: {
      started: (name, { startT }) => Object.assign(begun.get(name) ?? {}, { startT }),
      finished: (name, facts, truth) => void clips.push({ name, ...begun.get(name)!, facts, truth }),
      failed: (name, why) => failed.push(`${name}: ${why}`),
    },
  });
  let filmT = Number.NaN;
  const wishes = WISHED_AT_MS.flatMap((afterMs) => PRE_ROLLS_S.map((preRollS) => ({ afterMs, preRollS })));
  const camera = recordCamera(source, {
    stream: { loop: false, paced: false, analyseFps: null, sound: false },
    packet: (entry) => {
      if (Number.isNaN(filmT)) filmT = entry.t;
      clock.advance(Math.max(0, entry.t - clock.now().t));
      ring.push(entry);
      desk.packet(entry);
      while (wishes[0] !== undefined && entry.t >= filmT + wishes[0].afterMs) {
        const { afterMs, preRollS } = wishes.shift()!;
        const [name, wishedT] = [`${afterMs}-${preRollS}`, filmT + afterMs - preRollS * 1000];
        const [path, toldUntilT] = [join(at, `${name}.mp4`), filmT + afterMs + AFTER_MS];
        begun.set(name, { path, wishedT, toldUntilT, startT: Number.NaN });
        desk.record({ clip: name, path, reason: "a test", fromT: wishedT });
        desk.recordUntil(name, toldUntilT);
      }
    },
  });
  await eventually(() => camera.heard.ended, { withinMs: 20_000, what: "the film's end" });
  await desk.closeAll();
  await camera.camera.stop();
  ring.clear();
  expect(failed).toEqual([]);
  return { filmT, clips };
}

test.each<Pick<NumberedFilm, "codec" | "gopSeconds">>([
  { codec: "h264", gopSeconds: 0.5 },
  { codec: "h264", gopSeconds: 2 },
  { codec: "h264", gopSeconds: 5 },
  { codec: "h264", gopSeconds: 10 },
  { codec: "hevc", gopSeconds: 10 },
  { codec: "mjpeg", gopSeconds: 1 / VIDEO_FPS },
])(
  "$codec with a key frame every $gopSeconds s: each clip begins with one at or before the wish, and the index says which",
  async ({ codec, gopSeconds }) => {
    const name = `${codec}-${gopSeconds}`;
    const film = { seconds: FILM_S, codec, gopSeconds, sound: codec !== "mjpeg" };
    const source = await makeNumberedFilm(join(folder, `${name}.mkv`), film);
    const { filmT, clips } = await takeClips(source, join(folder, name));
    expect(clips).toHaveLength(PRE_ROLLS_S.length * WISHED_AT_MS.length);
    for (const clip of clips) {
      const { startT, wishedT, facts, truth } = clip;
      expect(startT, clip.name).toBeLessThanOrEqual(wishedT);
      // The last key frame before the wish, not just any.
      expect(wishedT - startT, clip.name).toBeLessThan(gopSeconds * 1000 + 2 * FRAME_MS);
      expect(facts.seconds * 1000, clip.name).toBeGreaterThan(clip.toldUntilT - startT - 2 * FRAME_MS);
      expect(truth).toMatchObject({ lateMs: 0, lateWhy: null, gapCount: 0 });
      const { pictures, firstNumber } = await readNumberedFilm(clip.path);
      expect(pictures[0], clip.name).toEqual({ seconds: 0, key: true });
      expect(facts.seconds * VIDEO_FPS, clip.name).toBeCloseTo(pictures.length, 0);
      expect(Math.abs(filmT + firstNumber * FRAME_MS - startT), clip.name).toBeLessThanOrEqual(FRAME_MS);
    }
    // Decoding all of all takes its time: the longest stand for the others.
    for (const { path } of clips.filter((clip) => clip.name.endsWith("0-10"))) {
      expect(await complaints(path)).toBe("");
      if (!film.sound) continue;
      const sound = await packetsOf(path, "a");
      expect(sound[0]!.seconds).toBeLessThan(0.1);
      expect(sound.length).toBeGreaterThan(400);
    }
    tellVerified(
      `${clips.length} clips of ${name}: each begins at or before the wish, its start right to a frame`,
    );
  },
  120_000,
);
