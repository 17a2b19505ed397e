import fc from "fast-check";
import { expect, test } from "vitest";
import { addLook, judge, unknownYet, type MatchedLook } from "../../src/perception/vision/identity.ts";

const THRESHOLDS = { recognize: 0.58, margin: 0.08, live: 0.5 };

const aLook = fc.record({
  person: fc.constantFrom("anna", "ben", null),
  similarity: fc.double({ min: -1, max: 1, noNaN: true }),
  margin: fc.double({ min: 0, max: 1, noNaN: true }),
  live: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
  quality: fc.double({ min: 0, max: 1, noNaN: true }),
  pauseMs: fc.integer({ min: 30, max: 3000 }),
});

/** Any history of looks at one face, biased towards ones that matter. */
const history = fc.array(
  fc.oneof(
    aLook,
    aLook.map((look) => ({ ...look, similarity: 0.75, margin: 0.3, live: 0.9, pauseMs: 200 })),
  ),
  { minLength: 1, maxLength: 40 },
);

function looksOf(steps: typeof history extends fc.Arbitrary<infer Value> ? Value : never): MatchedLook[] {
  let t = 0;
  return steps.map(({ person, similarity, margin, live, quality, pauseMs }) => {
    t += pauseMs;
    return { t, live, quality, match: person === null ? null : { person, group: "g", similarity, margin } };
  });
}

const isFor = ({ match }: MatchedLook, person: string): boolean =>
  match?.person === person && match.similarity >= THRESHOLDS.recognize && match.margin >= THRESHOLDS.margin;

test("nobody is recognised without three looks more for them than against, the latest among them", () => {
  fc.assert(
    fc.property(history, (steps) => {
      const looks = looksOf(steps);
      const verdict = judge(
        looks.reduce((identity, look) => addLook(identity, look, THRESHOLDS), unknownYet),
        THRESHOLDS,
      );
      if (verdict.kind !== "recognized") return;
      const { person } = verdict.match;
      const latest = looks[looks.length - 1];
      const recent = looks.slice(-10).filter(({ t }) => (latest?.t ?? 0) - t <= 5000);
      const agreeing = recent.filter((look) => isFor(look, person));
      const strangers = recent.filter(({ match }) => (match?.similarity ?? -1) < 0.5);
      const others = recent.filter(
        ({ match }) => match !== null && match.similarity >= 0.5 && match.person !== person,
      );
      expect(latest !== undefined && isFor(latest, person)).toBe(true);
      expect(agreeing.length - strangers.length - others.length).toBeGreaterThanOrEqual(3);
      expect(verdict.match.similarity).toBeGreaterThanOrEqual(THRESHOLDS.recognize);
    }),
    { numRuns: 2000 },
  );
});

test("once vetoed by liveness a face is never recognised, whatever follows", () => {
  fc.assert(
    fc.property(history, (steps) => {
      let identity = unknownYet;
      let vetoed = false;
      for (const look of looksOf(steps)) {
        identity = addLook(identity, look, THRESHOLDS);
        const { kind } = judge(identity, THRESHOLDS);
        vetoed ||= kind === "spoofed";
        if (vetoed) expect(kind).toBe("spoofed");
      }
    }),
    { numRuns: 500 },
  );
});

test("memory is bounded, and judging changes nothing", () => {
  fc.assert(
    fc.property(fc.array(aLook, { minLength: 100, maxLength: 200 }), (steps) => {
      const looks = looksOf(steps.map((step) => ({ ...step, pauseMs: 1 })));
      const identity = looks.reduce((known, look) => addLook(known, look, THRESHOLDS), unknownYet);
      const before = structuredClone(identity);
      expect(judge(identity, THRESHOLDS)).toEqual(judge(identity, THRESHOLDS));
      expect(identity).toEqual(before);
      expect(identity.looks.length).toBeLessThanOrEqual(64);
    }),
    { numRuns: 50 },
  );
});
