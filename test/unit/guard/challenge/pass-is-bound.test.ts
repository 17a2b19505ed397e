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

const ben = recognized({ id: "face-of-ben", person: "Ben", track: 9, t: NOW_T - 300 });
const both: readonly GuardInput[] = [
  ...anaStands,
  { kind: "event", event: ben },
  {
    kind: "sighting",
    t: NOW_T,
    sighting: sighting({ t: NOW_T - 50, tracks: [track(), track({ track: 9, person: "Ben" })] }),
  },
];

it("opens for the person who passed it, whoever of the family came later", () => {
  expect(answer(guardWithPasses([passedChallenge()], both))).toMatchObject({
    outcome: "allowed",
    spends: [{ person: "Ana" }],
  });
});

it("opens for nobody who stands beside that person", () => {
  const policies = lockedBy([faceFactor({ challenge: "say-code", acceptsReplay: false, people: ["Ben"] })]);
  expect(answer(guardWithPasses([passedChallenge()], both), { policies })).toMatchObject({
    outcome: "denied",
    code: "WRONG_PERSON",
  });
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
