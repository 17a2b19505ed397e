import { describe, expect, test } from "vitest";
import {
  addLook,
  judge,
  judgeLook,
  unknownYet,
  type Identity,
  type IdentityThresholds,
  type MatchedLook,
  type Verdict,
} from "../../../../src/perception/vision/identity.ts";
import {
  unwatched,
  watchLook,
  type LivenessWatch,
} from "../../../../src/perception/vision/liveness/watch.ts";
import { aLook } from "../../../fakes/face-looks.ts";

const THRESHOLDS = { recognize: 0.58, margin: 0.08, live: 0.5 };

interface Shorthand {
  readonly person?: string | null;
  readonly similarity?: number;
  readonly margin?: number;
  readonly quality?: number;
}

/** A look, 200 ms after the one before. */
function look(
  index: number,
  { person = "anna", similarity = 0.7, margin = 0.3, quality = 0.5 }: Shorthand,
): MatchedLook {
  const match = person === null ? null : { person, group: "family", similarity, margin };
  return { t: 1000 + index * 200, match, quality };
}

function after(looks: readonly Shorthand[]): Identity {
  return looks.reduce<Identity>((identity, one, i) => addLook(identity, look(i, one)), unknownYet);
}

/** Liveness after so many good looks that scored the same. */
function watched(live: number, count: number): LivenessWatch {
  return Array.from({ length: count }, (_, i) => i).reduce<LivenessWatch>(
    (watch, i) => watchLook(watch, aLook({ live }), { t: i * 200, threshold: THRESHOLDS.live }),
    unwatched,
  );
}

/** The verdict on a face of which nothing is known against its being alive. */
const verdictOn = (identity: Identity, thresholds: IdentityThresholds = THRESHOLDS): Verdict =>
  judge(identity, unwatched, thresholds);

/** The verdict after each look of a sequence. */
function story(looks: readonly Shorthand[]): string[] {
  return looks.map((_, i) => {
    const verdict = verdictOn(after(looks.slice(0, i + 1)));
    return verdict.kind === "recognized" ? verdict.match.person : verdict.kind;
  });
}

const anna = {};
const ben = { person: "ben" };
const stranger = { similarity: 0.3 };
const weak = { similarity: 0.53 };
const close = { similarity: 0.7, margin: 0.05 };
const poor = { quality: 0.1 };
const poorStranger = { similarity: 0.3, quality: 0.1 };
const undecided = "undecided";

describe("golden stories", () => {
  const stories: [name: string, looks: Shorthand[], verdicts: string[]][] = [
    ["three agreeing looks", [anna, anna, anna, anna], [undecided, undecided, "anna", "anna"]],
    [
      "a stranger's look must be outweighed",
      [anna, stranger, anna, anna, anna],
      [undecided, undecided, undecided, undecided, "anna"],
    ],
    [
      "a look at the runner-up counts against",
      [anna, anna, ben, anna, anna],
      [undecided, undecided, undecided, undecided, "anna"],
    ],
    [
      "a small margin is no look for anybody",
      [close, close, close, close],
      [undecided, undecided, undecided, undecided],
    ],
    ["weak looks say nothing", [weak, weak, weak, weak, weak, weak, weak], Array<string>(7).fill(undecided)],
    [
      "weak looks do not stand in the way",
      [anna, weak, anna, weak, anna],
      [undecided, undecided, undecided, undecided, "anna"],
    ],
    [
      "the latest look must agree",
      [anna, anna, anna, anna, anna, stranger, anna],
      [undecided, undecided, "anna", "anna", "anna", undecided, "anna"],
    ],
    ["half and half is nobody", [anna, ben, anna, ben, anna, ben, anna], Array<string>(7).fill(undecided)],
    [
      "somebody unknown, after five looks and a second",
      Array<Shorthand>(7).fill(stranger),
      [...Array<string>(5).fill(undecided), "unknown", "unknown"],
    ],
    [
      "one look that comes near somebody keeps it open",
      [stranger, stranger, weak, stranger, stranger, stranger, stranger],
      Array<string>(7).fill(undecided),
    ],
    [
      "poor looks have to be more",
      Array<Shorthand>(9).fill(poor),
      [...Array<string>(8).fill(undecided), "anna"],
    ],
    ["poor looks and good ones", [poor, anna, poor, anna], [undecided, undecided, undecided, "anna"]],
    [
      "poor looks do not make a stranger",
      Array<Shorthand>(10).fill(poorStranger),
      Array<string>(10).fill(undecided),
    ],
    [
      "nobody is enrolled",
      Array<Shorthand>(6).fill({ person: null }),
      [...Array<string>(5).fill(undecided), "unknown"],
    ],
  ];
  test.each(stories)("%s", (_, looks, verdicts) => {
    expect(story(looks)).toEqual(verdicts);
  });
});

test("five looks within less than a second are not enough for an unknown face", () => {
  const identity = Array.from({ length: 8 }, (_, i) => i).reduce<Identity>(
    (known, i) => addLook(known, { ...look(0, stranger), t: 1000 + i * 100 }),
    unknownYet,
  );
  expect(verdictOn(identity).kind).toBe("undecided");
});

test("what is reported is the middle of the agreeing looks, not the best of them", () => {
  const verdict = verdictOn(after([{ similarity: 0.6 }, { similarity: 0.95 }, { similarity: 0.7 }]));
  expect(verdict).toMatchObject({ kind: "recognized", match: { similarity: 0.7 }, facts: { frames: 3 } });
});

test("for an unknown face the nearest of all looks is reported", () => {
  const looks = [0.1, 0.2, 0.41, 0.3, 0.2, 0.1].map((similarity) => ({ similarity }));
  expect(verdictOn(after(looks))).toMatchObject({ kind: "unknown", nearest: { similarity: 0.41 } });
});

describe("liveness", () => {
  test("its veto comes before whoever it seems to be", () => {
    const verdict = judge(after([anna, anna, anna]), watched(0.02, 3), THRESHOLDS);
    expect(verdict).toMatchObject({ kind: "spoofed", claimed: { person: "anna" }, facts: { live: 0.02 } });
  });
  test("its veto needs no name", () => {
    expect(judge(unknownYet, watched(0.02, 3), THRESHOLDS)).toMatchObject({ kind: "spoofed", claimed: null });
  });
  test("is told with the verdict, and null where it proves nothing", () => {
    const liveAfter = (watch: LivenessWatch): number | null =>
      judge(after([anna, anna, anna]), watch, THRESHOLDS).facts.live;
    expect(liveAfter(watched(0.9, 3))).toBe(0.9);
    expect(liveAfter(watched(0.9, 2))).toBeNull();
  });
});

test("an unknown face is found at ten frames a second too", () => {
  const identity = Array.from({ length: 12 }, (_, i) => i).reduce<Identity>(
    (known, i) => addLook(known, { ...look(0, stranger), t: 1000 + i * 100 }),
    unknownYet,
  );
  expect(verdictOn(identity)).toMatchObject({ kind: "unknown", facts: { frames: 12 } });
});

test("looks of long ago do not outvote what is seen now", () => {
  const looks = [...Array<Shorthand>(15).fill(anna), ...Array<Shorthand>(6).fill(stranger), anna];
  expect(story(looks).slice(-7)).toEqual(Array<string>(7).fill(undecided));
});

test("old looks are forgotten", () => {
  const identity = addLook(after([anna, anna, anna]), { ...look(0, anna), t: 60_000 });
  expect(identity.looks).toHaveLength(1);
  expect(verdictOn(identity).kind).toBe("undecided");
});

test("a single look is described by itself", () => {
  const kinds = [anna, stranger, weak, close].map((one) => judgeLook(look(0, one), 0.9, THRESHOLDS));
  expect(kinds).toEqual(["recognized", "unknown", "undecided", "undecided"]);
  expect([0.1, null].map((live) => judgeLook(look(0, anna), live, THRESHOLDS))).toEqual([
    ...["spoofed", "recognized"],
  ]);
});

describe("a name that was said", () => {
  const known = { ...after([anna, anna, anna]), said: ["recognized anna"] };
  const later = (looks: readonly Shorthand[]): string[] =>
    looks.map((_, i) => {
      const identity = looks
        .slice(0, i + 1)
        .reduce<Identity>((before, one, k) => addLook(before, look(3 + k, one)), known);
      const verdict = verdictOn(identity);
      return verdict.kind === "recognized" ? verdict.match.person : verdict.kind;
    });

  test("holds no more once it is contradicted, and is corrected only by twice the evidence", () => {
    expect(later(Array<Shorthand>(9).fill(ben))).toEqual([...Array<string>(7).fill(undecided), "ben", "ben"]);
  });

  test("is believed again as before", () => {
    expect(later([stranger, anna])).toEqual([undecided, "anna"]);
  });
});

test("what is unknown has a threshold of its own", () => {
  const wide = { ...THRESHOLDS, unknown: 0.2 };
  const looks = Array.from({ length: 8 }, (_, i) => look(i, stranger));
  const identity = looks.reduce<Identity>((known, one) => addLook(known, one), unknownYet);
  expect(verdictOn(identity, wide).kind).toBe("undecided");
  expect(verdictOn(identity, { ...wide, unknown: 0.35 }).kind).toBe("unknown");
});
