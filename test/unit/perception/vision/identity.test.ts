import { describe, expect, test } from "vitest";
import {
  addLook,
  judge,
  judgeLook,
  unknownYet,
  type Identity,
  type MatchedLook,
  type Verdict,
} from "../../../../src/perception/vision/identity.ts";

const THRESHOLDS = { recognize: 0.58, margin: 0.08, live: 0.5 };

interface Shorthand {
  readonly person?: string | null;
  readonly similarity?: number;
  readonly margin?: number;
  readonly live?: number | null;
  readonly quality?: number;
}

/** A look, 200 ms after the one before. */
function look(
  index: number,
  { person = "anna", similarity = 0.7, margin = 0.3, live = 0.9, quality = 0.5 }: Shorthand,
): MatchedLook {
  const match = person === null ? null : { person, group: "family", similarity, margin };
  return { t: 1000 + index * 200, match, live, quality };
}

function after(looks: readonly Shorthand[]): Identity {
  return looks.reduce<Identity>(
    (identity, one, i) => addLook(identity, look(i, one), THRESHOLDS),
    unknownYet,
  );
}

/** The verdict after each look of a sequence. */
function story(looks: readonly Shorthand[]): string[] {
  return looks.map((_, i) => {
    const verdict: Verdict = judge(after(looks.slice(0, i + 1)), THRESHOLDS);
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
    (known, i) => addLook(known, { ...look(0, stranger), t: 1000 + i * 100 }, THRESHOLDS),
    unknownYet,
  );
  expect(judge(identity, THRESHOLDS).kind).toBe("undecided");
});

test("what is reported is the middle of the agreeing looks, not the best of them", () => {
  const verdict = judge(after([{ similarity: 0.6 }, { similarity: 0.95 }, { similarity: 0.7 }]), THRESHOLDS);
  expect(verdict).toMatchObject({ kind: "recognized", match: { similarity: 0.7 }, facts: { frames: 3 } });
});

test("for an unknown face the nearest of all looks is reported", () => {
  const looks = [0.1, 0.2, 0.41, 0.3, 0.2, 0.1].map((similarity) => ({ similarity }));
  expect(judge(after(looks), THRESHOLDS)).toMatchObject({ kind: "unknown", nearest: { similarity: 0.41 } });
});

describe("liveness", () => {
  const flat = { live: 0.02 };
  test("vetoes once several looks are not alive, whoever it seems to be", () => {
    expect(story([flat, flat, flat, anna])).toEqual([undecided, undecided, "spoofed", "spoofed"]);
    expect(judge(after([flat, flat, flat]), THRESHOLDS)).toMatchObject({ claimed: { person: "anna" } });
  });
  test("one bad frame is no veto", () => {
    expect(story([anna, flat, anna])).toEqual([undecided, undecided, "anna"]);
  });
  test("a veto stays, even if the face seems alive later", () => {
    expect(story([flat, flat, flat, ...Array<Shorthand>(9).fill(anna)]).at(-1)).toBe("spoofed");
  });
  test("is null until three looks were checked", () => {
    const unchecked = { live: null };
    expect(judge(after([unchecked, unchecked, unchecked]), THRESHOLDS).facts.live).toBeNull();
    expect(judge(after([anna, anna, unchecked]), THRESHOLDS).facts.live).toBeNull();
    expect(judge(after([anna, anna, anna]), THRESHOLDS).facts.live).toBe(0.9);
  });
});

test("an unknown face is found at ten frames a second too", () => {
  const identity = Array.from({ length: 12 }, (_, i) => i).reduce<Identity>(
    (known, i) => addLook(known, { ...look(0, stranger), t: 1000 + i * 100 }, THRESHOLDS),
    unknownYet,
  );
  expect(judge(identity, THRESHOLDS)).toMatchObject({ kind: "unknown", facts: { frames: 12 } });
});

test("looks of long ago do not outvote what is seen now", () => {
  const looks = [...Array<Shorthand>(15).fill(anna), ...Array<Shorthand>(6).fill(stranger), anna];
  expect(story(looks).slice(-7)).toEqual(Array<string>(7).fill(undecided));
});

test("old looks are forgotten", () => {
  const identity = addLook(after([anna, anna, anna]), { ...look(0, anna), t: 60_000 }, THRESHOLDS);
  expect(identity.looks).toHaveLength(1);
  expect(judge(identity, THRESHOLDS).kind).toBe("undecided");
});

test("a single look is described by itself", () => {
  const kinds = [anna, stranger, weak, close, { live: 0.1 }].map((one) =>
    judgeLook(look(0, one), THRESHOLDS),
  );
  expect(kinds).toEqual(["recognized", "unknown", "undecided", "undecided", "spoofed"]);
});

describe("a name that was said", () => {
  const known = { ...after([anna, anna, anna]), said: ["recognized anna"] };
  const later = (looks: readonly Shorthand[]): string[] =>
    looks.map((_, i) => {
      const identity = looks
        .slice(0, i + 1)
        .reduce<Identity>((before, one, k) => addLook(before, look(3 + k, one), THRESHOLDS), known);
      const verdict = judge(identity, THRESHOLDS);
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
  const identity = looks.reduce<Identity>((known, one) => addLook(known, one, wide), unknownYet);
  expect(judge(identity, wide).kind).toBe("undecided");
  expect(judge(identity, { ...wide, unknown: 0.35 }).kind).toBe("unknown");
});
