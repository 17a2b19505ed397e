import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  LEAST_THRESHOLD,
  propose,
  ratesAt,
  type Measured,
} from "../../../../src/perception/vision/calibration.ts";

const trials = (...recordings: number[][]) => recordings.map((similarities) => ({ similarities }));
const many = (similarity: number, count: number): number[] => Array.from({ length: count }, () => similarity);

describe("the rates at a threshold", () => {
  const measured: Measured = { own: trials([0.9, 0.7], [0.5]), others: trials([0.2, 0.6], [0.3], [0.1]) };

  test("are measured where somebody passes", () => {
    expect(ratesAt(0.55, measured)).toMatchObject({
      ownPassed: 2 / 3,
      falseAccepts: {
        looksPassed: 1,
        looks: 4,
        recordingsPassed: 1,
        recordings: 3,
        perLook: 0.25,
        bound: "measured",
      },
    });
  });

  test("are at most three by the number of trials where nobody does", () => {
    const { falseAccepts } = ratesAt(0.7, { own: [], others: trials(many(0.2, 600), many(0.1, 600)) });
    expect(falseAccepts).toMatchObject({
      looksPassed: 0,
      bound: "rule of three",
      perLook: 3 / 1200,
      perRecording: 1,
    });
  });

  test("say nothing where nothing was measured", () => {
    expect(ratesAt(0.6, { own: [], others: [] }).falseAccepts.perLook).toBe(1);
  });
});

describe("a proposal", () => {
  const family = trials(many(0.85, 400));

  test("keeps clear of the nearest look at somebody else", () => {
    const proposal = propose({ own: family, others: trials([...many(0.2, 400), 0.62]) }, 0.58);
    expect(proposal).toMatchObject({ kind: "threshold", rates: { threshold: 0.65 } });
  });

  test("is never below 0.5, however unlike the others are", () => {
    const proposal = propose({ own: family, others: trials(many(0.1, 400)) }, 0.58);
    expect(proposal).toMatchObject({ kind: "threshold", rates: { threshold: 0.5 } });
  });

  test("does not go below the one in force on the strength of a few looks", () => {
    expect(propose({ own: family, others: trials(many(0.1, 20)) }, 0.58)).toMatchObject({
      kind: "threshold",
      rates: { threshold: 0.58 },
      why: expect.stringContaining("too few") as string,
    });
  });

  test.each<[string, Measured]>([
    ["nobody else was measured", { own: family, others: [] }],
    ["nobody has two recordings", { own: [], others: trials([0.1]) }],
    ["do not tell the people apart", { own: family, others: trials([0.84]) }],
    ["do not tell the people apart", { own: trials(many(0.99, 9)), others: trials([0.95]) }],
  ])("is not made if %s", (why, measured) => {
    expect(propose(measured, 0.58)).toMatchObject({
      kind: "none",
      why: expect.stringContaining(why) as string,
    });
  });

  test("is safe for any measurement: nobody else passes, and it is never below 0.5", () => {
    const similarity = fc.double({ min: -1, max: 1, noNaN: true });
    const recordings = fc.array(fc.array(similarity, { maxLength: 20 }), { maxLength: 8 });
    fc.assert(
      fc.property(
        recordings,
        recordings,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (own, others, inForce) => {
          const proposal = propose({ own: trials(...own), others: trials(...others) }, inForce);
          if (proposal.kind === "none") return;
          expect(proposal.rates.threshold).toBeGreaterThanOrEqual(LEAST_THRESHOLD);
          expect(proposal.rates.falseAccepts.looksPassed).toBe(0);
          expect(proposal.rates.ownPassed).toBeGreaterThanOrEqual(0.5);
        },
      ),
    );
  });
});
