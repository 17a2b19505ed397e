import fc from "fast-check";
import { expect, test } from "vitest";
import { addLook, judge, unknownYet, type Identity } from "../../src/perception/vision/identity.ts";
import type { MatchedLook, Verdict } from "../../src/perception/vision/identity.ts";
import { unwatched, watchLook } from "../../src/perception/vision/liveness/watch.ts";
import { aLook } from "../fakes/face-looks.ts";

const THRESHOLDS = { recognize: 0.58, margin: 0.08, live: 0.5 };

const aMatch = fc.record({
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
    aMatch,
    aMatch.map((look) => ({ ...look, similarity: 0.75, margin: 0.3, live: 0.9, pauseMs: 200 })),
  ),
  { minLength: 1, maxLength: 40 },
);

type AnyLook = MatchedLook & { readonly live: number | null };

function looksOf(steps: typeof history extends fc.Arbitrary<infer Value> ? Value : never): AnyLook[] {
  let t = 0;
  return steps.map(({ person, similarity, margin, live, quality, pauseMs }) => {
    t += pauseMs;
    return { t, live, quality, match: person === null ? null : { person, group: "g", similarity, margin } };
  });
}

const identityAfter = (looks: readonly MatchedLook[]): Identity =>
  looks.reduce((identity, look) => addLook(identity, look), unknownYet);

const verdictOn = (identity: Identity): Verdict => judge(identity, unwatched, THRESHOLDS);

const isFor = ({ match }: MatchedLook, person: string): boolean =>
  match?.person === person && match.similarity >= THRESHOLDS.recognize && match.margin >= THRESHOLDS.margin;

test("nobody is recognised without three looks more for them than against, the latest among them", () => {
  fc.assert(
    fc.property(history, (steps) => {
      const looks = looksOf(steps);
      const verdict = verdictOn(identityAfter(looks));
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
      let liveness = unwatched;
      let vetoed = false;
      for (const look of looksOf(steps)) {
        identity = addLook(identity, look);
        liveness = watchLook(liveness, aLook({ live: look.live }), { t: look.t, threshold: THRESHOLDS.live });
        const { kind } = judge(identity, liveness, THRESHOLDS);
        vetoed ||= kind === "spoofed";
        if (vetoed) expect(kind).toBe("spoofed");
      }
    }),
    { numRuns: 500 },
  );
});

test("memory is bounded, and judging changes nothing", () => {
  fc.assert(
    fc.property(fc.array(aMatch, { minLength: 100, maxLength: 200 }), (steps) => {
      const looks = looksOf(steps.map((step) => ({ ...step, pauseMs: 1 })));
      const identity = identityAfter(looks);
      const before = structuredClone(identity);
      expect(verdictOn(identity)).toEqual(verdictOn(identity));
      expect(identity).toEqual(before);
      expect(identity.looks.length).toBeLessThanOrEqual(64);
    }),
    { numRuns: 50 },
  );
});
