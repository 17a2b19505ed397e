import { beforeEach, expect, test } from "vitest";
import type { PixelBox } from "../../../../src/perception/vision/pixel-box.ts";
import { VisionObservation } from "../../../../src/perception/vision/observation.ts";
import { createVision, type Vision } from "../../../../src/perception/vision/vision.ts";
import { aLook, enrolled } from "../../../fakes/face-looks.ts";

let vision: Vision;
let t: number;
let observed: VisionObservation[];

beforeEach(() => {
  vision = createVision({
    camera: "front",
    zones: {
      path: [
        [0, 0.5],
        [1, 0.5],
        [1, 1],
        [0, 1],
      ],
    },
    thresholds: { recognize: 0.58, margin: 0.08, live: 0.5 },
    gallery: [enrolled("anna", 0)],
  });
  t = 5000;
  observed = [];
});

/** Sizes, by that of the first frame, of somebody who comes nearer (or goes away) for two seconds. */
const NEARER = Array.from({ length: 11 }, (_, i) => 1.05 ** i);
const AWAY = NEARER.toReversed();
const STILL = Array.from({ length: 15 }, () => 1);

const body = (size: number): PixelBox => ({
  x: 320 - 40 * size,
  y: 280 - 100 * size,
  width: 80 * size,
  height: 200 * size,
});
const face = (size: number): PixelBox => ({
  x: 320 - 24 * size,
  y: 200 - 30 * size,
  width: 48 * size,
  height: 60 * size,
});

/** Shows somebody, a frame each 200 ms: sizes of the body and of the face, null where there is none. */
function show(bodies: readonly number[] | null, faces: readonly number[] | null): void {
  for (let i = 0; i < (bodies ?? faces ?? []).length; i += 1) {
    t += 200;
    const frame = {
      width: 640,
      height: 480,
      at: t + 1e12,
      t,
      lagMs: 3,
      frozen: false,
      covered: false,
      leapt: false,
    };
    const looks = faces === null ? [] : [aLook({ box: face(faces[i] ?? 1) })];
    const people = bodies === null ? [] : [{ box: body(bodies[i] ?? 1), score: 0.7 }];
    const { observations } = vision.analyse(looks, frame, people);
    observations.forEach((observation) => expect(() => VisionObservation.parse(observation)).not.toThrow());
    observed.push(...observations);
  }
}

const moves = (): string[] =>
  observed.flatMap((observation) =>
    observation.kind === "person-moved" ? [`${observation.track} ${observation.direction}`] : [],
  );

test("somebody without a face who comes nearer is said to, once, with the place", () => {
  show(NEARER, null);
  expect(moves()).toEqual(["1 approaching"]);
  expect(observed.find(({ kind }) => kind === "person-moved")).toMatchObject({
    zones: ["path"],
    camera: "front",
  });
});

test("whoever stands in between and comes on is not said to come nearer again; whoever goes away is, once", () => {
  const [nearest = 1] = NEARER.toReversed();
  show(NEARER, null);
  show(
    STILL.map(() => nearest),
    null,
  );
  show(
    NEARER.map((size) => (size * nearest) / 1.3),
    null,
  );
  expect(moves()).toEqual(["1 approaching"]);
  show(AWAY, null);
  show(STILL, null);
  expect(moves()).toEqual(["1 approaching", "1 leaving"]);
});

test("a face tells it as well, and face and body together tell it once", () => {
  show(null, NEARER);
  show(null, AWAY);
  expect(moves()).toEqual(["1 approaching", "1 leaving"]);
  show(NEARER, NEARER);
  expect(moves()).toEqual(["1 approaching", "1 leaving", "1 approaching"]);
});

test("nothing is said while the face tells one thing and the body another", () => {
  show(AWAY, NEARER);
  expect(moves()).toEqual([]);
});

test("each of two people is said to move by their number", () => {
  const left = (size: number): PixelBox => ({ ...body(size), x: 60 });
  const right = (size: number): PixelBox => ({ ...body(size), x: 440 });
  NEARER.forEach((size, i) => {
    t += 200;
    const people = [
      { box: left(size), score: 0.7 },
      { box: right(AWAY[i] ?? 1), score: 0.7 },
    ];
    const frame = {
      width: 640,
      height: 480,
      at: t,
      t,
      lagMs: 0,
      frozen: false,
      covered: false,
      leapt: false,
    };
    observed.push(...vision.analyse([], frame, people).observations);
  });
  expect(moves().sort()).toEqual(["1 approaching", "2 leaving"]);
});

test("somebody who came nearer, left and is back is somebody new", () => {
  show(NEARER, null);
  t += 5000;
  show(NEARER, null);
  expect(moves()).toEqual(["1 approaching", "2 approaching"]);
});
