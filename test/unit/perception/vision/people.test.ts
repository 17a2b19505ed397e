import { beforeEach, describe, expect, test } from "vitest";
import type { Detection } from "../../../../src/perception/vision/detection.ts";
import type { FaceLook } from "../../../../src/perception/vision/face-look.ts";
import type { VisionObservation } from "../../../../src/perception/vision/observation.ts";
import { Sighting, VisionObservation as Schema } from "../../../../src/perception/vision/observation.ts";
import { createVision, type Vision, type VisionStep } from "../../../../src/perception/vision/vision.ts";
import { aLook, axis, enrolled } from "../../../fakes/face-looks.ts";

/** Her face is at x 280–360, y 150–250. */
const ANNA = aLook({ embedding: axis(0) });
const body = (x: number, changes: Partial<Detection> = {}): Detection => ({
  box: { x, y: 140, width: 160, height: 330 },
  score: 0.7,
  ...changes,
});
const HERS = body(240);

let vision: Vision;
let t: number;
let observed: VisionObservation[];

beforeEach(() => {
  vision = createVision({
    camera: "front",
    zones: {
      step: [
        [0.3, 0.9],
        [0.7, 0.9],
        [0.7, 1],
        [0.3, 1],
      ],
    },
    thresholds: { recognize: 0.58, margin: 0.08, live: 0.5 },
    gallery: [enrolled("anna", 0)],
  });
  t = 5000;
  observed = [];
});

/** Shows the same in some frames, 200 ms apart; `people` null: only faces are looked for. */
function show(frames: number, looks: readonly FaceLook[], people: readonly Detection[] | null): VisionStep {
  let step: VisionStep | null = null;
  for (let i = 0; i < frames; i += 1) {
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
    step = vision.analyse(looks, frame, people);
    observed.push(...step.observations);
    expect(() => Sighting.parse(step?.sighting)).not.toThrow();
    step.observations.forEach((observation) => expect(() => Schema.parse(observation)).not.toThrow());
    const numbers = step.sighting.tracks.map(({ track }) => track);
    expect(new Set(numbers).size).toBe(numbers.length);
  }
  if (step === null) throw new RangeError("show at least one frame");
  return step;
}

const said = () => observed.map(({ kind, track }) => `${kind} ${track}`);

describe("somebody without a face", () => {
  test("appears, is undecided for as long as they stay, and leaves; nothing is said of a face", () => {
    const { sighting } = show(10, [], [HERS]);
    expect(sighting.tracks).toMatchObject([
      { track: 1, identity: "undecided", person: null, faceWidthPx: 0, lastLookT: null, zones: ["step"] },
    ]);
    show(12, [], []);
    expect(said()).toEqual(["person-appeared 1", "person-left 1"]);
    expect(observed[0]).toMatchObject({ t: 5400, confidence: 0.7, zones: ["step"] });
    expect(observed[1]).toMatchObject({ seconds: 1.8 });
  });

  test("needs a second detection, and a third where none is sure", () => {
    show(1, [], [HERS]);
    show(12, [], []);
    expect(observed).toEqual([]);
    show(2, [], [body(240, { score: 0.42 })]);
    expect(observed).toEqual([]);
    show(1, [], [body(240, { score: 0.42 })]);
    expect(said()).toEqual(["person-appeared 2"]);
  });

  test("is in the sighting from the first sure detection on", () => {
    expect(show(1, [], [HERS]).sighting.tracks).toMatchObject([{ identity: "undecided" }]);
    expect(show(1, [], [HERS, body(0, { score: 0.42 })]).sighting.tracks).toHaveLength(1);
  });

  test("is not forgotten in frames that are searched only for faces", () => {
    show(2, [], [HERS]);
    expect(show(5, [], null).sighting.tracks).toMatchObject([{ track: 1, identity: "undecided" }]);
  });
});

describe("a face and a body of one person", () => {
  test("are one track, with the zone of the feet", () => {
    const { sighting } = show(6, [ANNA], [HERS]);
    expect(sighting.tracks).toMatchObject([{ track: 1, person: "anna", zones: ["step"] }]);
    expect(said()).toEqual(["person-appeared 1", "face-recognized 1"]);
    expect(observed[1]).toMatchObject({
      zones: ["step"],
      box: [0.4375, 0.3125, 0.125, expect.closeTo(0.2083, 3) as number],
    });
  });

  test("stay one track when the face is seen later, or is lost", () => {
    show(4, [], [HERS]);
    show(6, [ANNA], [HERS]);
    const { sighting } = show(12, [], [HERS]);
    expect(sighting.tracks).toMatchObject([{ track: 1, identity: "undecided", person: null }]);
    show(12, [], []);
    expect(said()).toEqual(["person-appeared 1", "face-recognized 1", "person-left 1"]);
  });

  test("stay one track when the body is found later, or is lost", () => {
    show(4, [ANNA], null);
    show(4, [ANNA], [HERS]);
    expect(show(14, [ANNA], []).sighting.tracks).toMatchObject([{ track: 1, person: "anna" }]);
    expect(said()).toEqual(["person-appeared 1", "face-recognized 1"]);
  });

  test("stay one track when the face is lost and another track of it begins", () => {
    show(4, [ANNA], [HERS]);
    show(2, [], [HERS]);
    const moved = aLook({ ...ANNA, box: { x: 345, y: 230, width: 40, height: 50 } });
    show(12, [moved], [HERS]);
    expect(show(1, [moved], [HERS]).sighting.tracks).toMatchObject([{ track: 1, person: "anna" }]);
  });
});

test("a face that was never seen well, on the back of a body, is not one more person; it still counts for the guard", () => {
  const pattern = aLook({
    box: { x: 290, y: 350, width: 60, height: 75 },
    flaws: ["blurred"],
    embedding: null,
  });
  const { sighting } = show(6, [pattern], [HERS]);
  expect(said()).toEqual(["person-appeared 2"]);
  expect(sighting.tracks).toHaveLength(2);
});

describe("nobody hides behind a known face", () => {
  test("a body beside hers is somebody else", () => {
    const { sighting } = show(4, [ANNA], [HERS, body(450)]);
    expect(sighting.tracks).toMatchObject([{ person: "anna" }, { identity: "undecided", person: null }]);
  });

  test("of two bodies around one face only one is hers", () => {
    const { sighting } = show(4, [ANNA], [HERS, body(180)]);
    expect(sighting.tracks.map(({ identity }) => identity)).toEqual(["recognized", "undecided"]);
  });

  test("a body that walks away from her face is somebody else's from then on", () => {
    show(4, [ANNA], [HERS]);
    const { sighting } = show(1, [ANNA], [body(330)]);
    expect(sighting.tracks.map(({ identity }) => identity)).toEqual(["recognized", "undecided"]);
  });

  test("somebody who was there before stays somebody else, though her face is before them now", () => {
    show(4, [ANNA], [body(420)]);
    const { sighting } = show(20, [ANNA], [body(300)]);
    expect(sighting.tracks.map(({ identity }) => identity)).toEqual(["recognized", "undecided"]);
  });

  test("a face in the lower part of a body is not its own", () => {
    const low = aLook({ box: { x: 280, y: 380, width: 60, height: 75 } });
    expect(show(4, [low], [HERS]).sighting.tracks).toHaveLength(2);
  });

  test("two faces in one body are two people", () => {
    const other = aLook({ embedding: axis(100), box: { x: 245, y: 160, width: 34, height: 40 } });
    expect(show(4, [ANNA, other], [HERS]).sighting.tracks).toHaveLength(2);
  });
});

describe("whom a frame shows", () => {
  const face = (x: number, y: number): FaceLook =>
    aLook({ box: { x, y, width: 40, height: 50 }, score: 0.72, embedding: null });

  test("somebody by face and body, somebody by the face, and somebody by the body alone", () => {
    show(4, [ANNA], [HERS, body(0)]);
    const { shown } = show(1, [ANNA, face(20, 20)], [HERS, body(0)]);
    expect(shown).toMatchObject([
      { track: 1, counted: true, identity: "recognized", person: "anna", group: "family", faceFound: true },
      { track: 3, counted: true, identity: "undecided", person: null, body: null, faceFound: true },
      { track: 2, counted: true, identity: "undecided", person: null, face: null, faceFound: false },
    ]);
    expect(shown[0]?.body).toEqual([0.375, expect.closeTo(140 / 480), 0.25, expect.closeTo(330 / 480)]);
    expect(shown[1]?.face?.[0]).toBeCloseTo(20 / 640);
    expect(shown[2]?.body?.[0]).toBe(0);
  });

  test("faces that are too many to be followed", () => {
    const crowd = Array.from({ length: 66 }, (_, i) => face((i % 12) * 52, Math.floor(i / 12) * 60));
    const { shown } = show(1, crowd, null);
    expect(shown.filter(({ track }) => track === null)).toMatchObject(
      Array(66 - 64).fill({ identity: "undecided", faceFound: true }),
    );
    expect(shown).toHaveLength(66);
  });

  test("a face that was not found in this frame is where it was last", () => {
    show(4, [ANNA], null);
    const { shown } = show(1, [], null);
    expect(shown).toMatchObject([{ track: 1, person: "anna", faceFound: false }]);
    expect(shown[0]?.face).not.toBeNull();
  });

  test("somebody who is not believed yet is shown, and not counted", () => {
    const { shown } = show(1, [], [body(0, { score: 0.42 })]);
    expect(shown).toMatchObject([{ counted: false, face: null, faceFound: false }]);
  });
});
