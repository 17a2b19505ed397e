import { describe, expect, test } from "vitest";
import type { Shown } from "../../../../src/app/evaluate/show.ts";
import { livenessOf, type Liveness } from "../../../../src/app/evaluate/spoof.ts";
import { aLook } from "../../../fakes/face-looks.ts";

const thresholds = { recognize: 0.58, margin: 0.08, live: 0.5 };

/** A face before the camera whose liveness is this, frame after frame; undefined: no face. */
async function* face(scores: readonly (number | null | undefined)[]): AsyncGenerator<Shown> {
  for (const [index, live] of scores.entries()) {
    const looks = live === undefined ? [] : [aLook({ live })];
    yield { t: index * 100, width: 640, height: 480, looks: await Promise.resolve(looks) };
  }
}
const judge = (...scores: (number | null | undefined)[]): Promise<Liveness> =>
  livenessOf(face(scores), thresholds);

describe("the liveness of a file", () => {
  test("passes from three checked looks on", async () => {
    expect(await judge(0.9, 0.8)).toMatchObject({ passed: false, vetoed: false, least: null, most: null });
    expect(await judge(0.9, 0.8, 0.9)).toMatchObject({ passed: true, vetoed: false, least: 0.9, most: 0.9 });
  });

  test("forgives one bad look", async () => {
    expect(await judge(0.9, 0.1, 0.9, 0.9)).toMatchObject({ passed: true, vetoed: false });
  });

  test("falls with most looks", async () => {
    expect(await judge(0.1, 0.9, 0.2, 0.1)).toMatchObject({
      ...{ passed: false, vetoed: true, why: ["passive"] },
    });
  });

  test("remembers that a picture had passed before the veto fell", async () => {
    expect(await judge(0.9, 0.9, 0.9, 0.1, 0.1, 0.1)).toMatchObject({ passed: true, vetoed: true });
  });

  test("is not judged without a face, or where it cannot be checked", async () => {
    expect(await judge(undefined, undefined)).toMatchObject({
      passed: false,
      vetoed: false,
      faceFrames: 0,
      frames: 2,
    });
    expect(await judge(null, null, null, null)).toMatchObject({
      passed: false,
      vetoed: false,
      faceFrames: 4,
    });
  });
});
