import { expect, it } from "vitest";
import { authorise } from "../../../../src/guard/authorise.ts";
import { observe } from "../../../../src/guard/observe.ts";
import type { GuardState } from "../../../../src/guard/state.ts";
import { BOOT, NOW_T, request, RUN } from "../../../fakes/guard-world.ts";
import { askingPolicies, guardWithPasses, passedChallenge } from "../../../fakes/passed-challenge.ts";

const asked = request(undefined, { id: "asked" });
const judged = (state: GuardState) =>
  authorise(state, asked, { policies: askingPolicies, now: { at: 0, t: NOW_T }, run: RUN, boot: BOOT });

it("is used up by the decision that rests on it, and by no other", () => {
  const [own, other] = [passedChallenge(), passedChallenge({ request: "another" })];
  const state = guardWithPasses([own, other]);
  const decision = judged(state);
  if (decision.outcome !== "allowed") throw new Error(decision.outcome);
  const after = observe(state, {
    kind: "authorised",
    request: asked.id,
    device: "front_door_lock",
    decision,
  });
  expect(after.challenges.passed).toEqual([other]);
  // Even somebody whose face might open again, and may open as often as they like, is asked anew.
  expect(judged({ ...after, spent: [], unlocks: [] }).outcome).toBe("challenged");
});
