import { beforeEach, describe, expect, test } from "vitest";
import type { FaceLook } from "../../../../src/perception/vision/face-look.ts";
import type { VisionObservation } from "../../../../src/perception/vision/observation.ts";
import { Sighting, VisionObservation as Schema } from "../../../../src/perception/vision/observation.ts";
import { createVision, type Vision, type VisionStep } from "../../../../src/perception/vision/vision.ts";
import { aLook, axis, enrolled, like } from "../../../fakes/face-looks.ts";

const ANNA = aLook({ embedding: axis(0) });
const BEN = aLook({ embedding: axis(1), box: { x: 480, y: 150, width: 80, height: 100 } });
const STRANGER = aLook({ embedding: axis(100) });

let vision: Vision;
let t: number;
let observed: VisionObservation[];

beforeEach(() => {
  vision = createVision({
    camera: "front",
    zones: {
      porch: [
        [0.3, 0.3],
        [0.7, 0.3],
        [0.7, 1],
        [0.3, 1],
      ],
    },
    thresholds: { recognize: 0.58, margin: 0.08, live: 0.5 },
    gallery: [enrolled("anna", 0), enrolled("ben", 1, "friend")],
  });
  t = 5000;
  observed = [];
});

/** Shows the same looks in some frames, 200 ms apart. */
function show(frames: number, ...looks: FaceLook[]): VisionStep {
  let step: VisionStep | null = null;
  for (let i = 0; i < frames; i += 1) {
    t += 200;
    step = vision.analyse(looks, {
      width: 640,
      height: 480,
      at: t + 1e12,
      t,
      lagMs: 3,
      frozen: false,
      covered: false,
      leapt: false,
    });
    observed.push(...step.observations);
    expect(() => Sighting.parse(step?.sighting)).not.toThrow();
    step.observations.forEach((observation) => expect(() => Schema.parse(observation)).not.toThrow());
  }
  if (step === null) throw new RangeError("show at least one frame");
  return step;
}

const kinds = () => observed.map(({ kind }) => kind);

test("somebody comes, is recognised once, and leaves", () => {
  show(6, ANNA);
  show(12);
  expect(kinds()).toEqual(["person-appeared", "face-recognized", "person-left"]);
  expect(observed[1]).toMatchObject({
    ...{ camera: "front", track: 1, t: 5600, at: 1e12 + 5600, person: "anna", group: "family" },
    ...{ similarity: 1, margin: 1, live: 0.98, frames: 3, quality: 0.6, zones: ["porch"] },
  });
  expect(observed[2]).toMatchObject({ track: 1, seconds: 1, zones: ["porch"] });
});

test("a stranger is unknown once, with the nearest person", () => {
  show(12, { ...STRANGER, embedding: like(0, 0.3) });
  expect(kinds()).toEqual(["person-appeared", "face-unknown"]);
  expect(observed[1]).toMatchObject({ nearest: "anna", frames: 6 });
});

test("a face that is not alive is said to be a spoof, and who it claims to be; never recognised", () => {
  show(8, { ...ANNA, live: 0.03 });
  expect(kinds()).toEqual(["person-appeared", "face-spoofed"]);
  expect(observed[1]).toMatchObject({ person: "anna", live: 0.03, why: "passive" });
});

test("a veto outlives a change of the enrolled people", () => {
  show(4, { ...ANNA, live: 0.03 });
  vision.setGallery([enrolled("anna", 0)]);
  expect(show(8, ANNA).sighting.tracks).toMatchObject([{ identity: "spoofed" }]);
});

test("one detection is nobody yet, but is in the sighting", () => {
  const { sighting } = show(1, STRANGER);
  expect(sighting.tracks).toMatchObject([{ track: 1, identity: "undecided", person: null, lastLookT: 5200 }]);
  expect(show(12).sighting.tracks).toEqual([]);
  expect(observed).toEqual([]);
});

test("there is a sighting of every frame", () => {
  expect(show(1).sighting).toEqual({
    camera: "front",
    at: 1e12 + 5200,
    t: 5200,
    tracks: [],
    lagMs: 3,
    frozen: false,
    covered: false,
    leapt: false,
  });
});

describe("looks with flaws", () => {
  test("decide nothing, however many there are", () => {
    show(20, { ...ANNA, flaws: ["blurred"] });
    expect(kinds()).toEqual(["person-appeared"]);
  });
  test("do not make the last look any younger", () => {
    show(4, ANNA);
    const { sighting } = show(2, aLook({ flaws: ["turned-away"], embedding: null }));
    expect(sighting.tracks).toMatchObject([{ identity: "recognized", lastLookT: 5800 }]);
  });
});

describe("an identity is reset", () => {
  test("by a gap of more than a second: the next face in the same place may be somebody else", () => {
    show(4, ANNA);
    show(6);
    const { sighting } = show(1, STRANGER);
    expect(sighting.tracks).toMatchObject([{ track: 1, identity: "undecided", frames: 0 }]);
    show(4, ANNA);
    expect(kinds()).toEqual(["person-appeared", "face-recognized", "face-recognized"]);
  });
  test("not by a short one", () => {
    show(4, ANNA);
    show(3);
    expect(show(1, ANNA).sighting.tracks).toMatchObject([{ identity: "recognized" }]);
    expect(kinds()).toEqual(["person-appeared", "face-recognized"]);
  });
  test("by faces that overlap: they could have changed places", () => {
    const near = { ...BEN, box: { ...ANNA.box, x: 370 } };
    show(4, ANNA, near);
    expect(observed.filter(({ kind }) => kind === "face-recognized")).toHaveLength(2);
    const close = { ...BEN, box: { ...ANNA.box, x: 320 } };
    const { sighting } = show(2, ANNA, close);
    expect(sighting.tracks.filter(({ identity }) => identity === "recognized")).toEqual([]);
  });
  test("when the enrolled people change", () => {
    show(4, ANNA);
    vision.setGallery([enrolled("ben", 1)]);
    expect(show(1, ANNA).sighting.tracks).toMatchObject([{ identity: "undecided" }]);
    show(6, ANNA);
    expect(observed.at(-1)).toMatchObject({ kind: "face-unknown" });
  });
});

test("somebody who takes another's place without a gap is not taken for them", () => {
  show(8, ANNA);
  for (let i = 0; i < 12; i += 1) {
    expect(show(1, STRANGER).sighting.tracks).toMatchObject([
      { identity: expect.not.stringMatching("recognized") as string },
    ]);
  }
});

test("two people have their own tracks, zones and names", () => {
  const { sighting } = show(4, ANNA, BEN);
  expect(sighting.tracks).toMatchObject([
    { track: 1, person: "anna", group: "family", zones: ["porch"] },
    { track: 2, person: "ben", group: "friend", zones: [] },
  ]);
});

test("the width of a face is told in pixels of the camera's full picture", () => {
  const frame = {
    width: 640,
    height: 480,
    at: 1,
    t: 1,
    lagMs: 0,
    frozen: false,
    covered: false,
    leapt: false,
    fullWidth: 1920,
  };
  expect(vision.analyse([ANNA], frame).sighting.tracks[0]?.faceWidthPx).toBe(240);
});
