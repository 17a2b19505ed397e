import { describe, expect, it } from "vitest";
import {
  afterRun,
  parseSpoofTest,
  untriedAttacks,
  whyNotAlone,
  type SpoofRun,
} from "../../../../src/app/doctor/spoof-test.ts";

const run = (facts: Partial<SpoofRun>): SpoofRun => ({
  livePassed: true,
  attacks: {},
  models: {},
  live: 0.5,
  at: 1,
  ...facts,
});
const opened = { allowed: "ana", faceFrames: 10, isAimed: true };
const shut = { allowed: null, faceFrames: 10, isAimed: true };
const known = (result: ReturnType<typeof afterRun>) => ({
  version: 1 as const,
  cameras: { door: result },
  lost: false,
});

describe("the result of a spoof test", () => {
  it("stops faces alone at the camera where an attack passed, and only there", () => {
    const test = known(afterRun(undefined, run({ attacks: { photo: shut, phone: opened } })));
    expect(whyNotAlone(test, "door")).toContain("a photo on a phone passed");
    expect(whyNotAlone(test, "garage")).toBeNull();
  });

  it("says nothing against a camera at which all stayed shut, or where nothing was tested", () => {
    expect(whyNotAlone(known(afterRun(undefined, run({ attacks: { photo: shut } }))), "door")).toBeNull();
    expect(whyNotAlone(null, "door")).toBeNull();
  });

  it("is not cleared by another attack, without a face in view, or when the living person was not let in", () => {
    const failed = afterRun(undefined, run({ attacks: { photo: opened } }));
    for (const weak of [
      run({ attacks: { video: shut } }),
      run({ attacks: { photo: { ...shut, faceFrames: 0 } } }),
      run({ attacks: { photo: { ...shut, isAimed: false } } }),
      run({ attacks: { photo: shut }, livePassed: false }),
    ]) {
      expect(whyNotAlone(known(afterRun(failed, weak)), "door")).not.toBeNull();
    }
  });

  it("is cleared when the same attack is tried again and fails", () => {
    const failed = afterRun(undefined, run({ attacks: { photo: opened } }));
    expect(whyNotAlone(known(afterRun(failed, run({ attacks: { photo: shut } }))), "door")).toBeNull();
  });

  it("counts an attack that opened even if the living person was not let in", () => {
    const result = afterRun(undefined, run({ attacks: { photo: opened }, livePassed: false }));
    expect(whyNotAlone(known(result), "door")).not.toBeNull();
  });

  it("counts as failed at every camera if its file is damaged", () => {
    for (const text of ["", "{", "[]", '{"version":2,"cameras":{}}', '{"version":1,"cameras":{"door":{}}}']) {
      expect(whyNotAlone(parseSpoofTest(text, "spoof-test.json"), "anywhere")).toContain("damaged");
    }
  });

  it("counts as failed after a damaged file until every attack was tried again there", () => {
    const some = afterRun(undefined, run({ attacks: { photo: shut, phone: shut } }));
    const all = afterRun(some, run({ attacks: { video: shut } }));
    const after = (result: typeof some) => ({ ...known(result), lost: true });
    expect(whyNotAlone(after(some), "door")).toContain("lost");
    expect(whyNotAlone(after(all), "garage")).toContain("lost");
    expect(whyNotAlone(after(all), "door")).toBeNull();
  });

  it("tells what was never tried", () => {
    expect(untriedAttacks(afterRun(undefined, run({ attacks: { photo: shut } })))).toEqual([
      "phone",
      "video",
    ]);
  });
});
