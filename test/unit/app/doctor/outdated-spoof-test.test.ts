import { describe, expect, it } from "vitest";
import {
  afterRun,
  passedAttacks,
  untriedAttacks,
  whyOutdated,
  type CameraResult,
  type SpoofRun,
} from "../../../../src/app/doctor/spoof-test.ts";

const shut = { allowed: null, faceFrames: 10, isAimed: true };
const opened = { ...shut, allowed: "ana" };
const models = { "face-liveness": "a", "face-embedding": "b" };

function run(facts: Partial<SpoofRun>): SpoofRun {
  return { livePassed: true, attacks: {}, models, live: 0.5, at: 1, ...facts };
}

const withstood: CameraResult = afterRun(undefined, run({ attacks: { photo: shut, video: shut } }));

describe("a result of a spoof test", () => {
  it("stands while the same models judge as strictly, or more so", () => {
    expect(whyOutdated(withstood, { models, live: 0.5 })).toBeNull();
    expect(whyOutdated(withstood, { models, live: 0.8 })).toBeNull();
  });

  it("does not stand once another model judges, and names it", () => {
    const now = { models: { ...models, "face-liveness": "c" }, live: 0.5 };
    expect(whyOutdated(withstood, now)).toContain("face-liveness");
    expect(whyOutdated(withstood, now)).not.toContain("face-embedding");
  });

  it("does not stand once less is demanded of liveness, or nothing", () => {
    expect(whyOutdated(withstood, { models, live: 0.4 })).toContain("vision.live");
    expect(whyOutdated(withstood, { models, live: null })).toContain("live: false");
  });

  it("that was made without a liveness check stands with one", () => {
    const bare = afterRun(undefined, run({ attacks: { photo: shut }, live: null }));
    expect(whyOutdated(bare, { models, live: 0.1 })).toBeNull();
    expect(whyOutdated(bare, { models, live: null })).toBeNull();
  });

  it("loses what other models withstood when one attack is tried again, and keeps what passed", () => {
    const before = afterRun(undefined, run({ attacks: { photo: shut, phone: opened } }));
    const after = afterRun(
      before,
      run({ attacks: { video: shut }, models: { ...models, "face-liveness": "c" } }),
    );
    expect(untriedAttacks(after)).toEqual(["photo"]);
    expect(passedAttacks(after)).toEqual(["phone"]);
  });
});
