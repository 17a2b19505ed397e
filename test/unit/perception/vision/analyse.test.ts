import { expect, test } from "vitest";
import { faceChain } from "../../../../src/perception/vision/analyse.ts";
import type { FaceModels } from "../../../../src/perception/vision/ports.ts";

/** A sharp pattern, so that a face anywhere in it is not blurred. */
function picture(width = 640, height = 480) {
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i += 1) {
    data.fill(((i % width) >> 2) % 2 === (Math.floor(i / width) >> 2) % 2 ? 200 : 60, i * 3, i * 3 + 3);
  }
  return { width, height, data };
}

/** 68 points with the eyes, nose and mouth of a face that looks straight ahead; fractions of the crop. */
function straightFace(lower = 0): Float32Array {
  const points = new Float32Array(136).fill(0.5 + lower);
  const put = (indices: readonly number[], x: number, y: number): void => {
    for (const index of indices) points.set([x, y + lower], index * 2);
  };
  put([37, 38, 40, 41], 0.34, 0.4);
  put([43, 44, 46, 47], 0.66, 0.4);
  put([30], 0.5, 0.58);
  put([48, 60], 0.37, 0.76);
  put([54, 64], 0.63, 0.76);
  return points;
}

/** The points in the first square and in the second, which shows the face a tenth lower. */
function foundTwice(secondLower = 0.1): FaceModels["landmarks"] {
  let times = 0;
  return () => {
    times += 1;
    return Promise.resolve(straightFace(times === 1 ? 0 : secondLower));
  };
}

/** Models that find one face of 128 × 160 pixels in the middle, and count how often each was asked. */
function models(changes: Partial<FaceModels> = {}) {
  const asked: string[] = [];
  const scores = new Float32Array(4420 * 2);
  const boxes = new Float32Array(4420 * 4);
  scores[1] = 0.99;
  boxes.set([0.4, 1 / 3, 0.6, 2 / 3]);
  const answer = (name: string, output: Float32Array) => () => {
    asked.push(name);
    return Promise.resolve(output);
  };
  const all: FaceModels = {
    detect: () => Promise.resolve({ scores, boxes }),
    landmarks: foundTwice(),
    embed: answer("embed", new Float32Array(512).fill(0.2)),
    liveness: answer("liveness", Float32Array.from([4, 0, 0])),
    ...changes,
  };
  return { asked, all };
}

test("a face goes through every stage", async () => {
  const { all, asked } = models();
  const [look, ...more] = await faceChain(all)(picture());
  expect(more).toEqual([]);
  expect(asked).toEqual(["embed", "liveness"]);
  expect(look).toMatchObject({ flaws: [], yaw: expect.closeTo(0, 5) as number });
  expect(look?.box.x).toBeCloseTo(256, 3);
  expect(look?.box.width).toBeCloseTo(128, 3);
  expect(look?.live).toBeCloseTo(0.965, 2);
  expect(Math.hypot(...(look?.embedding ?? []))).toBeCloseTo(1, 5);
});

test("the dear models are not asked about a face with flaws", async () => {
  const turned = straightFace();
  turned[60] = 0.8;
  const { all, asked } = models({ landmarks: () => Promise.resolve(turned) });
  const [look] = await faceChain(all)(picture());
  expect(look?.flaws).toContain("turned-away");
  expect(look).toMatchObject({ embedding: null, live: null });
  expect(asked).toEqual([]);
});

test("what has its points elsewhere in another square is no face", async () => {
  for (const [lower, flaws] of [
    [0.12, []],
    [0.13, ["implausible"]],
    [0.07, ["implausible"]],
    [Number.NaN, ["implausible"]],
  ] as const) {
    const { all } = models({ landmarks: foundTwice(lower) });
    const [look] = await faceChain(all)(picture());
    expect(look?.flaws, `${lower} lower`).toEqual(flaws);
  }
});

test("for measuring, a face with flaws is embedded too, and keeps its flaws", async () => {
  const { all, asked } = models({ landmarks: foundTwice(0) });
  const [look] = await faceChain(all, { embedFlawed: true })(picture());
  expect(look).toMatchObject({ flaws: ["implausible"], live: null });
  expect(Math.hypot(...(look?.embedding ?? []))).toBeCloseTo(1, 5);
  expect(asked).toEqual(["embed"]);
});

test("an embedding without strength, or without sense, is no face", async () => {
  for (const value of [0.01, Number.NaN]) {
    const { all } = models({ embed: () => Promise.resolve(new Float32Array(512).fill(value)) });
    const [look] = await faceChain(all)(picture());
    expect(look).toMatchObject({ flaws: ["implausible"], embedding: null, live: null });
  }
});

test("landmarks that are no numbers are no face", async () => {
  const { all } = models({ landmarks: () => Promise.resolve(new Float32Array(136).fill(Number.NaN)) });
  const [look] = await faceChain(all)(picture());
  expect(look?.flaws).toContain("implausible");
  expect(look?.quality).toBe(0);
});
