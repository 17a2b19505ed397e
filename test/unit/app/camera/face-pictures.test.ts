import { expect, test } from "vitest";
import type { Outline } from "../../../../src/adapters/stills/draw-outlines.ts";
import { FacePictures, type FaceObservation } from "../../../../src/app/camera/face-pictures.ts";
import type { FaceRules } from "../../../../src/perception/vision/hidden-faces.ts";
import type { Box } from "../../../../src/perception/vision/observation.ts";
import type { Shown } from "../../../../src/perception/vision/shown.ts";
import { silentLogger } from "../../../../src/runtime/logger.ts";
import { emptyFrame } from "../../../fakes/pictures.ts";

const ANNA: Box = [0.4, 0.2, 0.1, 0.2];
const seen = { camera: "door", track: 1, at: 0, zones: [], live: 1, frames: 3, quality: 1, box: ANNA };
const recognized = (t: number): FaceObservation => ({
  ...{ kind: "face-recognized", ...seen, t, person: "anna", group: "family", similarity: 0.8, margin: 0.3 },
});
const unknown = (t: number): FaceObservation => ({
  ...{ kind: "face-unknown", ...seen, t, similarity: null, nearest: null, embedding: null },
});

const shown: readonly Shown[] = [
  {
    ...{ track: 1, counted: true, identity: "recognized", person: "anna", group: "family" },
    ...{ face: ANNA, faceFound: true, body: [0.3, 0.2, 0.3, 0.8] },
  },
  {
    ...{ track: 2, counted: true, identity: "recognized", person: "ben", group: "family" },
    ...{ face: [0.8, 0.2, 0.1, 0.2], faceFound: true, body: null },
  },
];

const KEEP: FaceRules = { known: "keep", groups: {} };

function stand(
  make: () => Promise<Uint8Array> = () => Promise.resolve(new Uint8Array([7])),
  rules: FaceRules = KEEP,
) {
  const parts: Box[] = [];
  const hid: (readonly Box[])[] = [];
  const drawn: (readonly Outline[])[] = [];
  const pictures = new FacePictures({
    ...{
      zones: {
        porch: [
          [0, 0.5],
          [1, 0.5],
          [1, 1],
        ],
      },
      prefix: "2",
      logger: silentLogger,
      rules,
      groupOf: (person) => (person === "anna" ? "family" : null),
    },
    crop: (_, part, { hidden }) => {
      parts.push(part);
      hid.push(hidden);
      return make();
    },
    scene: (_, { hidden, outlines }) => {
      drawn.push(outlines);
      hid.push(hidden);
      return make();
    },
  });
  return { pictures, parts, drawn, hid };
}

test("the face with a little around it and the whole frame are promised, with everybody whom each shows", async () => {
  const { pictures, parts, drawn } = stand();
  const [face, scene] = pictures.of(recognized(0), emptyFrame(), shown);
  expect(face?.promised).toEqual({ id: "2-1", kind: "face", shows: [{ track: 1, person: "anna" }] });
  const both = [
    { track: 1, person: "anna" },
    { track: 2, person: "ben" },
  ];
  expect(scene?.promised).toEqual({ id: "2-2", kind: "scene", shows: both });
  expect(parts.flat()).toEqual([0.36, 0.12, 0.18, 0.36].map((value) => expect.closeTo(value) as number));
  expect(drawn[0]?.map(({ tone }) => tone)).toEqual(["place", "about", "about", "other"]);
  expect(await face?.bytes).toEqual(new Uint8Array([7]));
});

test("a picture that cannot be made is none", async () => {
  const { pictures } = stand(() => Promise.reject(new Error("no memory")));
  const [face] = pictures.of(unknown(0), emptyFrame(), shown);
  expect(await face?.bytes).toBeNull();
});

test("thirty strangers a minute are pictured, the rest are counted, and those who are recognised as before", async () => {
  const { pictures } = stand();
  const made = async (observation: FaceObservation): Promise<number> => {
    const inWork = pictures.of(observation, emptyFrame(), shown);
    await Promise.all(inWork.map(({ bytes }) => bytes));
    return inWork.length;
  };
  for (let i = 0; i < 30; i += 1) expect(await made(unknown(i * 1_000))).toBe(2);
  expect(await made(unknown(59_999))).toBe(0);
  expect(pictures.dropped).toBe(2);
  expect(await made(recognized(59_999))).toBe(2);
  expect(await made(unknown(60_000))).toBe(2);
});

test("while eight pictures are being made no more are begun", () => {
  const { pictures } = stand(() => new Promise(() => undefined));
  const begun = [1, 2, 3, 4, 5].map((t) => pictures.of(recognized(t), emptyFrame(), shown).length);
  expect(begun).toEqual([2, 2, 2, 2, 0]);
});

const spoofed = (person: string | null): FaceObservation => ({
  ...{ kind: "face-spoofed", ...seen, t: 0, person, why: "flat" },
});

test("of whom there shall be no pictures there are none, nor of a picture of that face", () => {
  const { pictures } = stand(undefined, { known: "keep", groups: { family: "none" } });
  const made = (observation: FaceObservation): number => pictures.of(observation, emptyFrame(), shown).length;
  expect([recognized(0), spoofed("anna"), spoofed("somebody")].map(made)).toEqual([0, 0, 0]);
  expect([unknown(0), spoofed(null)].map(made)).toEqual([2, 2]);
  expect(pictures.dropped).toBe(0);
});

test("in a picture of somebody else they cannot be recognised, neither in the face's nor in the scene's", () => {
  const { pictures, hid } = stand(undefined, { known: "keep", groups: { family: "none" } });
  const stranger = { ...shown[0], identity: "unknown", person: null, group: null } as Shown;
  pictures.of(unknown(0), emptyFrame(), [stranger, ...shown.slice(1)]);
  expect(hid).toHaveLength(2);
  for (const hidden of hid) expect(hidden.map(([left]) => left)).toEqual([expect.closeTo(0.77)]);
});
