import { expect, it } from "vitest";
import type { PassedChallenge } from "../../../../src/guard/challenge/passed.ts";
import { authorise } from "../../../../src/guard/authorise.ts";
import type { GuardInput } from "../../../../src/guard/observe.ts";
import type { GuardState } from "../../../../src/guard/state.ts";
import {
  BOOT,
  faceFactor,
  lockedBy,
  NOW_T,
  recognized,
  request,
  RUN,
  sighting,
  track,
} from "../../../fakes/guard-world.ts";
import {
  anaStands,
  askingPolicies,
  guardWithPasses,
  passedChallenge,
} from "../../../fakes/passed-challenge.ts";

const answer = (state: GuardState, { id = "asked", policies = askingPolicies } = {}) =>
  authorise(state, request(undefined, { id }), { policies, now: { at: 0, t: NOW_T }, run: RUN, boot: BOOT });

it("counts for its request", () => {
  expect(answer(guardWithPasses([passedChallenge()]))).toMatchObject({
    outcome: "allowed",
    passes: [{ challenge: "challenge-1", person: "Ana" }],
    evidence: [{ kind: "face" }, { kind: "challenge", event: "told-1" }],
  });
});

it("is told by what it was, when it was and how", () => {
  const decision = answer(guardWithPasses([passedChallenge({ facts: { code: "yellow elephant" } })]));
  expect(decision.outcome === "allowed" && decision.evidence[1]?.facts).toEqual({
    ...{ challenge: "say-code", camera: "front_door", track: "run-1/7", person: "Ana" },
    ...{ code: "yellow elephant", ageMs: 100, withinMs: 3_000 },
  });
});

it("is told in words", () => {
  const reason = (kind: "say-code" | "turn-head") => {
    const policies = lockedBy([faceFactor({ challenge: kind, acceptsReplay: false })]);
    const decision = answer(guardWithPasses([passedChallenge({ kind })]), { policies });
    return decision.outcome === "challenged" ? "" : decision.reason;
  };
  expect(reason("say-code")).toMatch(/^Ana was recognised .* and Ana said the code that was asked for\.$/);
  expect(reason("turn-head")).toMatch(/ and Ana turned the head as asked\.$/);
});

it("counts for no other request: the person is asked anew", () => {
  expect(answer(guardWithPasses([passedChallenge()]), { id: "another" }).outcome).toBe("challenged");
});

it.each<[string, Partial<PassedChallenge>]>([
  ["of another recognition", { face: "face-of-somebody" }],
  ["of another kind", { kind: "turn-head" }],
  ["of over three seconds ago", { t: NOW_T - 3_001 }],
  ["of the future", { t: NOW_T + 1 }],
  ["without a time", { t: Number.NaN }],
])("is not one %s", (_, changes) => {
  expect(answer(guardWithPasses([passedChallenge(changes)])).outcome).not.toBe("allowed");
});

it("still counts three seconds after", () => {
  expect(answer(guardWithPasses([passedChallenge({ t: NOW_T - 3_000 })])).outcome).toBe("allowed");
});

/** Ana, and Ben who was recognised `agoMs` before. */
const withBen = (agoMs: number): readonly GuardInput[] => [
  ...anaStands,
  { kind: "event", event: recognized({ id: "face-of-ben", person: "Ben", track: 9, t: NOW_T - agoMs }) },
  {
    kind: "sighting",
    t: NOW_T,
    sighting: sighting({ t: NOW_T - 50, tracks: [track(), track({ track: 9, person: "Ben" })] }),
  },
];

it("opens for the person who passed it, whoever of the family came later", () => {
  expect(answer(guardWithPasses([passedChallenge()], withBen(300)))).toMatchObject({
    outcome: "allowed",
    spends: [{ person: "Ana" }],
  });
});

it("opens for nobody who stands beside that person", () => {
  const policies = lockedBy([faceFactor({ challenge: "say-code", acceptsReplay: false, people: ["Ben"] })]);
  expect(answer(guardWithPasses([passedChallenge()], withBen(300)), { policies })).toMatchObject({
    outcome: "denied",
    code: "WRONG_PERSON",
  });
});

const asksOne = (first: string, second: string, asked: string) => {
  const factor = (person: string) =>
    faceFactor({
      people: [person],
      groups: null,
      acceptsReplay: false,
      challenge: person === asked ? "say-code" : null,
    });
  return lockedBy([{ all: [factor(first), factor(second)] }]);
};

it.each([
  ["Ana", "Ben", "Ana", "allowed"],
  ["Ben", "Ana", "Ana", "allowed"],
  ["Ana", "Ben", "Ben", "not allowed"],
  ["Ben", "Ana", "Ben", "not allowed"],
])("of Ana's, where %s and %s have to be there and %s is asked: %s", (first, second, asked, outcome) => {
  const judgement = answer(guardWithPasses([passedChallenge()], withBen(450)), {
    policies: asksOne(first, second, asked),
  });
  expect(judgement.outcome === "allowed").toBe(outcome === "allowed");
  // Nobody is let in by the mere presence of both.
  const unasked = answer(guardWithPasses([], withBen(450)), { policies: asksOne(first, second, asked) });
  expect(unasked).toMatchObject({ outcome: "challenged", proof: { event: { person: asked } } });
});

it("does not outlive the recognition: the same person, recognised anew in another track, is asked anew", () => {
  const again: readonly GuardInput[] = [
    ...anaStands,
    { kind: "event", event: recognized({ track: 9, t: NOW_T - 60 }) },
    { kind: "sighting", t: NOW_T, sighting: sighting({ t: NOW_T - 50, tracks: [track({ track: 9 })] }) },
  ];
  expect(answer(guardWithPasses([passedChallenge()], again)).outcome).not.toBe("allowed");
});

it("lets the recognition be as old as it was when the person was asked, and no older", () => {
  const policies = lockedBy([faceFactor({ challenge: "say-code", acceptsReplay: false, withinMs: 100 })]);
  const asked = (agoMs: number) =>
    answer(guardWithPasses([passedChallenge({ issuedT: NOW_T - agoMs })]), { policies });
  // Ana was recognised 500 ms ago.
  expect(asked(400).outcome).toBe("allowed");
  expect(asked(399)).toMatchObject({ code: "FACE_TOO_OLD" });
  expect(asked(501)).toMatchObject({ code: "FACE_TOO_OLD" });
});
