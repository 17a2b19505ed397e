import { expect, it } from "vitest";
import { anaAtTheDoor, answerTo, faceFactor, judged, lockedBy } from "../../../fakes/guard-world.ts";

const code = faceFactor({ challenge: "say-code", acceptsReplay: false });
const turn = faceFactor({ challenge: "turn-head", acceptsReplay: false, people: ["Ben"], groups: null });

it("denies by a policy that wants two challenges at once, and says why", () => {
  const policies = lockedBy([{ all: [code, turn] }]);
  expect(judged(anaAtTheDoor(), { policies })).toMatchObject({
    code: "NOT_AVAILABLE",
    reason: "The policy wants two challenges at once; nobody can pass both in time.",
  });
});

it("asks by the first of two alternatives that lacks nothing but its challenge", () => {
  expect(answerTo(anaAtTheDoor(), { policies: lockedBy([turn, code]) })).toBe("challenged");
});

it("asks nothing where another alternative is met", () => {
  const accepted = faceFactor();
  expect(answerTo(anaAtTheDoor(), { policies: lockedBy([code, accepted]) })).toBe("allowed");
});
