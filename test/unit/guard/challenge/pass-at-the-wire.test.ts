import { expect, it } from "vitest";
import { authorise } from "../../../../src/guard/authorise.ts";
import type { PassedChallenge } from "../../../../src/guard/challenge/passed.ts";
import type { Allowed } from "../../../../src/guard/decision.ts";
import { observe, type GuardInput } from "../../../../src/guard/observe.ts";
import type { GuardPolicies } from "../../../../src/guard/policy.ts";
import { stillThere } from "../../../../src/guard/still-there.ts";
import * as world from "../../../fakes/guard-world.ts";
import { askingPolicies, guardWithPasses, passedChallenge } from "../../../fakes/passed-challenge.ts";

const { NOW_T } = world;
const sees = (t: number, tracks = [world.track({ lastLookT: t })]): GuardInput => ({
  kind: "sighting",
  t,
  sighting: world.sighting({ t, tracks }),
});

function allowed(policies: GuardPolicies, pass: PassedChallenge): Allowed {
  const asked = world.request(undefined, { id: "asked" });
  const at = { policies, now: { at: 0, t: NOW_T }, run: world.RUN, boot: world.BOOT };
  const decision = authorise(guardWithPasses([pass]), asked, at);
  if (decision.outcome !== "allowed") throw new Error(decision.outcome);
  return decision;
}

/** What holds `afterMs` later of the decision that Ana may come in who has passed a challenge, or of one that is not quite it. */
function later(
  afterMs: number,
  changes: {
    readonly meanwhile?: readonly GuardInput[];
    readonly pass?: Partial<PassedChallenge>;
    readonly tampered?: (pass: PassedChallenge) => readonly PassedChallenge[];
    readonly policies?: GuardPolicies;
  } = {},
): string {
  const { meanwhile = [], policies = askingPolicies, tampered } = changes;
  const pass = passedChallenge(changes.pass);
  const right = allowed(policies, pass);
  const decision = tampered === undefined ? right : { ...right, passes: tampered(pass) };
  const inputs: readonly GuardInput[] = [
    { kind: "authorised", request: "asked", device: "front_door_lock", decision: right },
    ...meanwhile,
  ];
  const state = inputs.reduce(observe, guardWithPasses([pass]));
  const standing = stillThere(state, decision, { policies, now: { at: 0, t: NOW_T + afterMs } });
  return standing.ok ? "holds" : standing.code;
}

it("holds although the pass is used up by now", () => {
  expect(later(0)).toBe("holds");
});

it("holds for as long as writing the decision down may take, by a pass as old as it may be", () => {
  const meanwhile = [sees(NOW_T + 900), sees(NOW_T + 1_900)];
  expect(later(2_000, { meanwhile, pass: { t: NOW_T - 3_000 } })).toBe("holds");
});

it.each<[string, (pass: PassedChallenge) => readonly PassedChallenge[]]>([
  ["no pass", () => []],
  ["one of another kind", (pass) => [{ ...pass, kind: "turn-head" }]],
  ["somebody else's", (pass) => [{ ...pass, face: "face-of-somebody" }]],
  ["one of over five seconds ago", (pass) => [{ ...pass, t: NOW_T - 5_000 }]],
  ["one of the future", (pass) => [{ ...pass, t: NOW_T + 2 }]],
  ["one without a time", (pass) => [{ ...pass, t: Number.NaN }]],
])("does not hold by %s", (_, tampered) => {
  expect(later(1, { tampered })).toBe("CHALLENGE_FAILED");
});

it("holds by one that was passed in this very instant", () => {
  expect(later(1, { tampered: (pass) => [{ ...pass, t: NOW_T + 1 }] })).toBe("holds");
});

it.each<[string, GuardInput, string]>([
  ["has gone", sees(NOW_T + 50, []), "NOT_IN_VIEW"],
  [
    "is somebody else",
    sees(NOW_T + 50, [world.track({ lastLookT: NOW_T + 50, person: "Eve" })]),
    "NOT_IN_VIEW",
  ],
  ["is in doubt", sees(NOW_T + 50, [world.track({ identity: "undecided", person: null })]), "NOT_IN_VIEW"],
  [
    "is not alone any more",
    sees(NOW_T + 50, [world.track({ lastLookT: NOW_T + 50 }), world.stranger()]),
    "NOT_ALONE",
  ],
])("does not hold when whoever passed it %s", (_, input, code) => {
  expect(later(100, { meanwhile: [input] })).toBe(code);
});

const again: GuardInput = { kind: "event", event: world.recognized({ t: NOW_T + 10 }) };

it("does not hold when the face was recognised anew meanwhile: who passed it is known by just one recognition", () => {
  expect(later(100, { meanwhile: [again] })).toBe("NOT_IN_VIEW");
});

it("holds for a face that was recognised anew where nothing was asked for", () => {
  expect(later(100, { meanwhile: [again], policies: world.policies() })).toBe("holds");
});
