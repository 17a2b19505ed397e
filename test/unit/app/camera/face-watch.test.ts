import { expect, test } from "vitest";
import { FaceWatch } from "../../../../src/app/camera/face-watch.ts";
import type { FromCamera } from "../../../../src/app/protocol.ts";
import type { FaceLook } from "../../../../src/perception/vision/face-look.ts";
import { strayFace } from "../../../../src/perception/vision/shown.ts";
import type { VisionObservation } from "../../../../src/perception/vision/observation.ts";
import { silentLogger } from "../../../../src/runtime/logger.ts";
import type { Frame } from "../../../../src/sensors/frame.ts";
import { ManualClock } from "../../../fakes/manual-clock.ts";

const context = { lagMs: 5, frozen: false, covered: false, leapt: false, fullWidth: 640 };

function frameAt(t: number): Frame {
  return { camera: "porch", width: 2, height: 1, data: new Uint8Array(6), at: t, t, ptsMs: t };
}

function unknownFace(t: number): VisionObservation {
  const box: [number, number, number, number] = [0, 0, 0.5, 0.5];
  const common = { camera: "porch", track: 3, at: t, t, box, zones: [], live: 1, frames: 5, quality: 1 };
  return { kind: "face-unknown", ...common, similarity: null, nearest: null, embedding: null };
}

const anyPicture = (): Promise<Uint8Array<ArrayBuffer>> => Promise.resolve(new Uint8Array([7]));

type Answer = readonly FaceLook[] | null | Error;

function watch(answers: Answer[], made: () => Promise<Uint8Array<ArrayBuffer> | null> = anyPicture) {
  const sent: FromCamera[] = [];
  const asked: unknown[] = [];
  const health: [boolean, string][] = [];
  const clock = new ManualClock();
  const faces = new FaceWatch({
    analyser: {
      analyse: () => Promise.resolve(null),
      analyseScene: () => {
        const answer = answers.shift();
        if (answer instanceof Error) return Promise.reject(answer);
        if (answer === undefined) return new Promise(() => undefined);
        return Promise.resolve(answer === null ? null : { looks: answer, people: null });
      },
      counters: { analysed: 1, dropped: 2, restarts: 3 },
      close: () => Promise.resolve(),
    },
    vision: {
      analyse: (_, frame) => ({
        observations: [unknownFace(frame.t)],
        sighting: {
          camera: "porch",
          at: frame.at,
          t: frame.t,
          tracks: [],
          lagMs: frame.lagMs,
          frozen: frame.frozen,
          covered: frame.covered,
          leapt: frame.leapt,
        },
        shown: [{ ...strayFace([0, 0, 0.5, 0.5]), track: 3 }],
      }),
      setGallery: () => undefined,
    },
    pictures: {
      of: (observation, _frame, shown) => {
        asked.push([observation.track, shown[0]?.track]);
        const promised = { id: `p${observation.t}`, kind: "face" as const, shows: [] };
        return [{ promised, bytes: made() }];
      },
      dropped: 4,
    },
    trackOffset: 2_000_000,
    ...{ clock, scheduler: clock },
    logger: silentLogger,
    send: (message) => sent.push(message),
    health: (ok, why) => health.push([ok, why]),
  });
  return { faces, sent, asked, health, clock };
}

test("who is there goes out first, then what was noticed and its pictures, numbered above earlier starts", async () => {
  const { faces, sent, asked } = watch([[]]);
  await faces.frame(frameAt(1), context);
  await faces.close();
  expect(sent.map(({ type }) => type)).toEqual(["sighting", "observation", "picture"]);
  expect(sent[0]).toMatchObject({ sighting: { lagMs: 5, frozen: false, covered: false, leapt: false } });
  expect(sent[1]).toMatchObject({ observation: { track: 2_000_003 }, pictures: [{ id: "p1" }] });
  expect(sent[2]).toMatchObject({ id: "p1", picture: new Uint8Array([7]) });
  expect(asked).toEqual([[2_000_003, 2_000_003]]);
});

test("what was noticed does not wait for a picture that takes long", async () => {
  const { faces, sent } = watch([[], []], () => new Promise(() => undefined));
  await faces.frame(frameAt(1), context);
  await faces.frame(frameAt(2), context);
  expect(sent.map(({ type }) => type)).toEqual(["sighting", "observation", "sighting", "observation"]);
});

test("a picture that could not be made is said not to come", async () => {
  const { faces, sent } = watch([[]], () => Promise.resolve(null));
  await faces.frame(frameAt(1), context);
  await faces.close();
  expect(sent[2]).toEqual({ type: "picture", id: "p1", picture: null });
});

test("a frame that gave way to a newer one says nothing", async () => {
  const { faces, sent, health } = watch([null]);
  await faces.frame(frameAt(1), context);
  expect(sent).toEqual([]);
  expect(health).toEqual([]);
});

test("models that fail are ill health until one frame is analysed again", async () => {
  const { faces, health } = watch([new Error("the models failed"), []]);
  await faces.frame(frameAt(1), context);
  await faces.frame(frameAt(2), context);
  expect(health).toEqual([
    [false, "the models failed"],
    [true, ""],
  ]);
  expect(faces.counters().analysisFailed).toBe(1);
});

test("models that never answer are noticed", () => {
  const { faces, health, clock } = watch([]);
  for (let second = 0; second <= 10; second += 1) {
    void faces.frame(frameAt(second), context);
    clock.advance(1_000);
  }
  expect(health).toEqual([[false, expect.stringContaining("10 s")]]);
});

test("whoever waits for a frame gets the next one that is looked at, with whom it shows", async () => {
  const { faces } = watch([null, []]);
  const seen = faces.nextSeen();
  await faces.frame(frameAt(1), context);
  await faces.frame(frameAt(2), context);
  expect(await seen).toMatchObject({ frame: { t: 2 }, shown: [{ track: 2_000_003 }] });
});

test("a frame in which nothing moves is looked at if somebody waits for it", async () => {
  const { faces } = watch(Array<Answer>(20).fill([]));
  for (let i = 0; i < 10; i += 1) await faces.frame(frameAt(i), context);
  const seen = faces.nextSeen();
  await faces.frame(frameAt(10), context);
  expect(await seen).toMatchObject({ frame: { t: 10 } });
});

test("whom a frame shows is known from one that was looked at within a second", async () => {
  const { faces } = watch([[]]);
  expect(faces.shownAt(5_000)).toEqual([]);
  await faces.frame(frameAt(5_000), context);
  expect([4_000, 6_000, 6_001].map((t) => faces.shownAt(t).map(({ track }) => track))).toEqual([
    [2_000_003],
    [2_000_003],
    [],
  ]);
});

test("nobody waits for a frame for ever", async () => {
  const { faces, clock } = watch([]);
  const seen = faces.nextSeen();
  clock.advance(3_000);
  expect(await seen).toBeNull();
  const last = faces.nextSeen();
  await faces.close();
  expect(await last).toBeNull();
});
