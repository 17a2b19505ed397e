import { expect, test } from "vitest";
import type { Outline } from "../../../../src/adapters/stills/draw-outlines.ts";
import { FacePictures, type FaceObservation } from "../../../../src/app/camera/face-pictures.ts";
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

function stand(make: () => Promise<Uint8Array> = () => Promise.resolve(new Uint8Array([7]))) {
  const parts: Box[] = [];
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
    },
    crop: (_, part) => {
      parts.push(part);
      return make();
    },
    scene: (_, outlines) => {
      drawn.push(outlines);
      return make();
    },
  });
  return { pictures, parts, drawn };
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
