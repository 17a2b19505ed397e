import { expect, test } from "vitest";
import { FaceWatch } from "../../../../src/app/camera/face-watch.ts";
import type { FromCamera } from "../../../../src/app/protocol.ts";
import type { FaceLook } from "../../../../src/perception/vision/face-look.ts";
import type { VisionObservation } from "../../../../src/perception/vision/observation.ts";
import { silentLogger } from "../../../../src/runtime/logger.ts";
import type { Frame } from "../../../../src/sensors/frame.ts";
import { ManualClock, settled } from "../../../fakes/manual-clock.ts";

const context = { lagMs: 5, frozen: false, covered: false, leapt: false, fullWidth: 640 };

function frameAt(t: number): Frame {
  return { camera: "porch", width: 2, height: 1, data: new Uint8Array(6), at: t, t, ptsMs: t };
}

function unknownFace(t: number): VisionObservation {
  const box: [number, number, number, number] = [0, 0, 0.5, 0.5];
  const common = { camera: "porch", track: 3, at: t, t, box, zones: [], live: 1, frames: 5, quality: 1 };
  return { kind: "face-unknown", ...common, picture: null, similarity: null, nearest: null, embedding: null };
}

type Answer = readonly FaceLook[] | null | Error;

function watch(
  answers: Answer[],
  crop: () => Promise<Uint8Array> = () => Promise.resolve(new Uint8Array([7])),
) {
  const sent: FromCamera[] = [];
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
      }),
      setGallery: () => undefined,
    },
    crop,
    trackOffset: 2_000_000,
    clock,
    logger: silentLogger,
    send: (message) => sent.push(message),
    health: (ok, why) => health.push([ok, why]),
  });
  return { faces, sent, health, clock };
}

test("who is there goes out first, then what was noticed with its picture, numbered above earlier starts", async () => {
  const { faces, sent } = watch([[]]);
  await faces.frame(frameAt(1), context);
  await faces.close();
  expect(sent.map(({ type }) => type)).toEqual(["sighting", "observation"]);
  expect(sent[0]).toMatchObject({ sighting: { lagMs: 5, frozen: false, covered: false, leapt: false } });
  expect(sent[1]).toMatchObject({ observation: { track: 2_000_003, picture: new Uint8Array([7]) } });
});

test("a picture that takes long does not let a later observation pass", async () => {
  const waits: (() => void)[] = [];
  const slow = (): Promise<Uint8Array> =>
    new Promise((resolve) => waits.push(() => resolve(new Uint8Array([waits.length]))));
  const { faces, sent } = watch([[], []], slow);
  await faces.frame(frameAt(1), context);
  await faces.frame(frameAt(2), context);
  expect(sent.map(({ type }) => type)).toEqual(["sighting", "sighting"]);
  for (let i = 0; i < 2; i += 1) {
    waits[i]?.();
    await settled();
  }
  expect(
    sent.slice(2).map((message) => (message.type === "observation" ? message.observation.t : 0)),
  ).toEqual([1, 2]);
});

test("a picture that cannot be made does not lose the observation", async () => {
  const { faces, sent } = watch([[]], () => Promise.reject(new Error("no memory")));
  await faces.frame(frameAt(1), context);
  await faces.close();
  expect(sent[1]).toMatchObject({ observation: { kind: "face-unknown", picture: null } });
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
