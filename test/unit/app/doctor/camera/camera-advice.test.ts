import { describe, expect, it, test } from "vitest";
import { cameraAdvice } from "../../../../../src/app/doctor/camera/camera-advice.ts";
import type { FaceSummary, WatchSummary } from "../../../../../src/app/doctor/camera/camera-watch.ts";

const light = { mean: 120, black: 0, white: 0 };
const FACE: FaceSummary = {
  ...{ looks: 20, good: 20, flaws: {}, widthPx: 80, neededPx: 44, sharpness: 0.2, turn: 0.1, tilt: 2 },
  ...{ quality: 0.6, live: 0.99, light, around: 110 },
};
const WATCH: WatchSummary = {
  ...{ seconds: 4, pictures: 21, fps: 5, width: 640, height: 480, fullWidth: 640, lagMs: 30, frozen: false },
  ...{ light, withFace: 20, faces: [FACE] },
};

function advise(watch: Partial<WatchSummary>, streamFps: number | null = 15): string[] {
  const stream = streamFps === null ? null : { fps: streamFps };
  return cameraAdvice({ ...WATCH, ...watch }, stream, { fps: 5, live: 0.5 }).map(
    ({ severity, text }) => `${severity}: ${text}`,
  );
}

const face = (changes: Partial<FaceSummary>): string[] => advise({ faces: [{ ...FACE, ...changes }] });
const only = (text: string) => [expect.stringContaining(text) as string];

test("a face that is seen well needs nothing", () => {
  expect(advise({})).toEqual([]);
});

describe("a face that is too small", () => {
  const small = { good: 0, flaws: { "too-small": 20 as const } };
  it("is told its width and the width needed", () => {
    expect(face({ ...small, widthPx: 31.7 })).toEqual(
      only("problem: the face is 31 px wide, 44 needed in a picture of 640"),
    );
  });
  it("may have more pixels only where the detector sees it", () => {
    expect(face({ ...small, widthPx: 31 })[0]).toContain("a higher resolution alone does not help");
    const [low = ""] = advise({ width: 320, height: 240, faces: [{ ...FACE, ...small, widthPx: 31 }] });
    expect(low).toContain("raise the resolution");
  });
});

test("flaws of few looks are chance; of many they are told, the most frequent first", () => {
  expect(face({ good: 16, flaws: { blurred: 4 } })).toEqual([]);
  const many = face({ good: 4, flaws: { blurred: 6, "turned-away": 10 }, sharpness: 0.02, turn: 1 });
  expect(many).toEqual([
    expect.stringContaining("warning: the face is turned aside by 40° (36° at most)"),
    expect.stringContaining("warning: the face is blurred (sharpness 0.020, 0.035 needed)"),
  ]);
});

describe("light", () => {
  const dark = { mean: 40, black: 0.1, white: 0 };
  it("is no matter while all looks are good, however dark the face", () => {
    expect(face({ light: dark })).toEqual([]);
  });
  it("explains lost looks, and takes the place of the vaguer word", () => {
    const lost = { light: dark, good: 0, flaws: { implausible: 20 } };
    expect(face({ ...lost, around: 50 })).toEqual(
      only("the face is dark (40 of 255, 60 needed): light the place"),
    );
    expect(face({ ...lost, around: 200 })).toEqual(only("before a bright background (200)"));
  });
  it("explains a living face that is taken for a picture", () => {
    const bright = { mean: 200, black: 0, white: 0.02 };
    expect(face({ light: bright, live: 0.1 })).toEqual(only("problem: the face is too bright (200 of 255"));
    expect(face({ live: 0.1 })).toEqual(only("the face is taken for a picture (alive 0.10, 0.5 needed)"));
  });
});

test("a tilted camera is told by how much", () => {
  expect(face({ tilt: -37.4 })).toEqual(only("the face is tilted by -37° (30° at most)"));
});

test("a face that nobody can be recognised by is a problem, unless another one is seen well", () => {
  const poster = { ...FACE, live: 0.1 };
  expect(advise({ faces: [poster] })).toEqual(only("problem: the face is taken for a picture"));
  expect(advise({ faces: [FACE, poster] })).toEqual(only("warning: face 2: the face is taken for a picture"));
});

test("of several faces it is said which", () => {
  const [text] = advise({ faces: [FACE, { ...FACE, tilt: 40 }] });
  expect(text).toContain("warning: face 2: the face is tilted");
});

describe("the stream", () => {
  it("that is frozen or late is no evidence", () => {
    expect(advise({ frozen: true })).toEqual(only("problem: the picture did not change"));
    expect(advise({ lagMs: 2500 })).toEqual(only("problem: the picture is 2.5 s late (1 s at most)"));
  });
  it("that is too slow is told from a machine that is", () => {
    expect(advise({ fps: 2 }, 2)).toEqual(only("the camera sends 2.0 pictures a second"));
    expect(advise({ fps: 2 }, 15)).toEqual(only("only 2.0 pictures a second could be analysed"));
    expect(advise({ fps: 2 }, null)).toEqual(only("only 2.0 pictures a second could be analysed"));
  });
  it("from which nothing comes is nothing else", () => {
    expect(advise({ pictures: 0, fps: null, faces: [], frozen: true })).toEqual(
      only("problem: no picture came"),
    );
  });
});

test("nobody in view is told why, where the picture shows it", () => {
  expect(advise({ faces: [], withFace: 0 })).toEqual(
    only("warning: no face was seen: stand where people stand"),
  );
  const night = { mean: 12, black: 0.7, white: 0 };
  expect(advise({ faces: [], withFace: 0, light: night })).toEqual(only("the picture is dark (12 of 255)"));
  expect(advise({ faces: [], withFace: 2 })).toEqual(only("for longer than a moment"));
});
