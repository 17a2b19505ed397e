import { beforeEach, expect, test } from "vitest";
import { TimeLapse, type Film } from "../../../../src/app/camera/time-lapse.ts";
import type { Seen } from "../../../../src/app/camera/next-seen.ts";
import type { FaceRules } from "../../../../src/perception/vision/hidden-faces.ts";
import { strayFace } from "../../../../src/perception/vision/shown.ts";
import { silentLogger } from "../../../../src/runtime/logger.ts";
import type { Frame } from "../../../../src/sensors/frame.ts";
import type { RgbPicture } from "../../../../src/sensors/rotate-picture.ts";
import { settled } from "../../../fakes/manual-clock.ts";

/** Half a minute before midnight in Berlin. */
const AT = Date.UTC(2026, 10, 23, 22, 59, 30);
let said: string[];
let pictures: RgbPicture[];
let seen: Seen | null;
let isLooking: boolean;
let fail: Error | null;

beforeEach(() => {
  [said, pictures, seen, isLooking, fail] = [[], [], null, true, null];
});

function frameAt(t: number, data = Uint8Array.from({ length: 300 }, (_, i) => i)): Frame {
  return { camera: "porch", width: 10, height: 10, data, t, at: AT + t, ptsMs: null };
}

function filmOf(path: string): Film {
  said.push(`open ${path}`);
  return {
    path,
    fits: ({ width }) => width === 10,
    add: (picture) => {
      if (fail !== null) return Promise.reject(fail);
      pictures.push(picture);
      return Promise.resolve();
    },
    close: () => {
      said.push(`close ${path}`);
      return Promise.resolve();
    },
  };
}

function lapse(rules: FaceRules = { known: "keep", groups: {} }): TimeLapse {
  return new TimeLapse({
    timeLapse: { directory: "/films", everyMs: 10_000, timeZone: "Europe/Berlin" },
    rules,
    nextSeen: () => (isLooking ? Promise.resolve(seen) : new Promise(() => undefined)),
    open: (path) => Promise.resolve(filmOf(path)),
    over: (path) => {
      said.push(`over ${path}`);
      return Promise.resolve();
    },
    logger: silentLogger,
  });
}

/** Five pictures a second. */
async function show(one: TimeLapse, fromT: number, toT: number): Promise<void> {
  for (let t = fromT; t < toT; t += 200) {
    one.frame(frameAt(t));
    await settled();
  }
}

test("takes a picture every ten seconds into the film of the day, and ends it at midnight where the house stands", async () => {
  const one = lapse();
  await show(one, 0, 60_000);
  expect(pictures).toHaveLength(6);
  await one.stop();
  expect(said).toEqual([
    "open /films/2026-11-23.mp4",
    "close /films/2026-11-23.mp4",
    "over /films/2026-11-23.mp4",
    "open /films/2026-11-24.mp4",
    "close /films/2026-11-24.mp4",
  ]);
});

test("a picture of another size goes into another film, of a day that is not over", async () => {
  const one = lapse();
  one.frame(frameAt(0));
  await settled();
  one.frame({ ...frameAt(10_000), width: 5, height: 20 });
  await settled();
  expect(said).toEqual([
    "open /films/2026-11-23.mp4",
    "close /films/2026-11-23.mp4",
    "open /films/2026-11-23.mp4",
  ]);
});

test("whoever is not to be recognised is not, and without a look there is no picture", async () => {
  const one = lapse({ known: "blur", groups: {} });
  await show(one, 0, 10_000);
  expect(pictures).toEqual([]);
  expect(one.missed).toBe(1);
  const frame = frameAt(10_000);
  seen = { frame, shown: [strayFace([0, 0, 0.5, 0.5])] };
  await show(one, 10_000, 20_000);
  expect(pictures).toHaveLength(1);
  expect(pictures[0]?.data.subarray(0, 15)).not.toEqual(frame.data.subarray(0, 15));
  expect(pictures[0]?.data.subarray(285)).toEqual(frame.data.subarray(285));
  // The frame is others' as well.
  expect(frame.data).toEqual(frameAt(0).data);
});

test("a disk that fails is left alone for a minute, and then a film is begun again", async () => {
  const one = lapse();
  fail = new Error("no space left");
  await show(one, 0, 60_000);
  expect(said).toEqual(["open /films/2026-11-23.mp4", "close /films/2026-11-23.mp4"]);
  fail = null;
  await show(one, 60_000, 80_000);
  expect(said.at(-1)).toBe("open /films/2026-11-24.mp4");
  expect(pictures.length).toBeGreaterThan(0);
});

test("held back nothing is taken; nor is anything after the end", async () => {
  const one = lapse();
  one.hold(true);
  await show(one, 0, 20_000);
  one.hold(false);
  await show(one, 20_000, 30_000);
  expect(pictures).toHaveLength(1);
  await one.stop();
  await show(one, 30_000, 50_000);
  expect(pictures).toHaveLength(1);
});

test("the end does not wait for a look: what is in the film already is closed", async () => {
  const one = lapse({ known: "blur", groups: {} });
  seen = { frame: frameAt(0), shown: [] };
  await show(one, 0, 10_000);
  isLooking = false;
  await show(one, 10_000, 20_000);
  await one.stop();
  expect(said).toEqual(["open /films/2026-11-23.mp4", "close /films/2026-11-23.mp4"]);
});
