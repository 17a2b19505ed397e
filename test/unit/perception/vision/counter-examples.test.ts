import { describe, expect, test } from "vitest";
import { checkCounterExample } from "../../../../src/perception/vision/counter-example.ts";
import {
  addLook,
  judge,
  judgeLook,
  unknownYet,
  type MatchedLook,
} from "../../../../src/perception/vision/identity.ts";
import { unwatched } from "../../../../src/perception/vision/liveness/watch.ts";
import { matchFace } from "../../../../src/perception/vision/matching.ts";
import { axis, enrolled, like } from "../../../fakes/face-looks.ts";

const THRESHOLDS = { recognize: 0.58, margin: 0.08, live: 0.5 };
/** Somebody who looks like the person of axis 0, and whose face was kept as "not anna". */
const stranger = like(0, 0.62, 40);
const anna = { ...enrolled("anna", 0), counterExamples: [stranger] };
const looks = (embedding: Float32Array, gallery = [anna]): MatchedLook[] =>
  Array.from({ length: 8 }, (_, i) => ({
    ...{ t: i * 200, quality: 0.6 },
    match: matchFace(embedding, gallery),
  }));
const judged = (all: readonly MatchedLook[]) =>
  judge(
    all.reduce((identity, look) => addLook(identity, look), unknownYet),
    unwatched,
    THRESHOLDS,
  );

describe("a look nearer to a counter-example than to the person", () => {
  test("would be recognised without it, and is unknown with it", () => {
    expect(judged(looks(stranger, [{ ...anna, counterExamples: [] }])).kind).toBe("recognized");
    expect(judged(looks(stranger))).toMatchObject({ kind: "unknown", nearest: { person: "anna" } });
    expect(looks(stranger).map((look) => judgeLook(look, 0.9, THRESHOLDS))).not.toContain("recognized");
  });

  test("counts against the person", () => {
    const mixed = [...looks(axis(0)).slice(0, 5), ...looks(stranger).slice(5)];
    expect(judged(mixed).kind).not.toBe("recognized");
  });

  test("helps nobody else: the person stays the runner-up", () => {
    const ben = { ...enrolled("ben", 1), templates: [like(0, 0.5, 40)] };
    const match = matchFace(stranger, [anna, ben]);
    expect(match).toMatchObject({ person: "ben" });
    expect(match?.veto).toBeUndefined();
    expect(match?.margin).toBeCloseTo((match?.similarity ?? 0) - 0.62, 5);
    expect(matchFace(stranger, [anna, { ...ben, templates: [axis(70)] }])).toMatchObject({ person: "ben" });
  });
});

test("the person is recognised as before", () => {
  expect(judged(looks(axis(0)))).toMatchObject({ kind: "recognized", match: { person: "anna" } });
  expect(judged(looks(like(0, 0.7, 50))).kind).toBe("recognized");
});

describe("a picture that is said not to be somebody", () => {
  test("is refused if it is that person", () => {
    expect(checkCounterExample(like(0, 0.8), [axis(0)])).toMatchObject({ isThePerson: true });
    expect(checkCounterExample(like(0, 0.65), [axis(0)])).toMatchObject({ isThePerson: false, shadows: 0 });
  });

  test("is nearer to some of the person's own pictures than those are to each other", () => {
    expect(checkCounterExample(like(0, 0.65), [axis(0), like(0, 0.5, 60)])).toMatchObject({ shadows: 1 });
    expect(checkCounterExample(like(0, 0.4), [axis(0), like(0, 0.5, 60)])).toMatchObject({ shadows: 0 });
  });
});
