import { expect, it } from "vitest";
import type { GuardInput } from "../../../src/guard/observe.ts";
import { seconds } from "../../../src/guard/phrases.ts";
import type { CodeFactor, HubFactor } from "../../../src/guard/policy.ts";
import {
  anaAtTheDoor,
  brokerUp,
  commanded,
  entered,
  faceFactor,
  heard,
  judged,
  lockedBy,
  NOW_T,
  request,
} from "../../fakes/guard-world.ts";

const code: CodeFactor = { by: "code", codes: null, people: null, withinMs: 30_000 };
const hub: HubFactor = { by: "hub", withinMs: 5_000, maxPerHour: 2 };
const voice = { by: "voice", microphones: null, withinMs: 5_000 } as const;

it("says of a command what was heard, how surely, and who stood there", () => {
  const facts = (changes: Parameters<typeof commanded>[0]) => {
    const event = commanded(changes);
    const inputs: GuardInput[] = [...anaAtTheDoor(), { kind: "event", event }];
    const asked = request(undefined, { cause: event.id });
    const both = lockedBy([{ all: [faceFactor({ acceptsReplay: false }), voice] }]);
    return judged(inputs, { request: asked, policies: both }).evidence[1]?.facts;
  };
  const usual = {
    ...{ microphone: "hall", sentence: "open the door", intent: "open-by-voice", llr: -1, llrMin: -5 },
    ...{ confirmedBy: null, ageMs: 800, withinMs: 5_000, people: ["Ana"], strangers: null },
  };
  expect(facts({})).toEqual(usual);
  expect(facts({ confirmed: { sentence: "yes", llr: -2 } })).toEqual({ ...usual, confirmedBy: "yes" });
});

it("says of a code which it was and whose, if it was right, and never that it was one for duress", () => {
  const asked = request();
  const facts = (changes: Parameters<typeof entered>[1] = {}) => {
    const options = { request: asked, policies: lockedBy([code]) };
    return judged([brokerUp, entered(asked, changes)], options).evidence[0]?.facts;
  };
  const usual = { outcome: "right", code: "anna", person: "Ana", ageMs: 500, withinMs: 30_000 };
  expect(facts()).toEqual(usual);
  const wrong = { ...usual, outcome: "wrong", code: null, person: null };
  expect(facts({ outcome: "wrong", code: null, person: null })).toEqual(wrong);
  expect(facts({ outcome: "duress" })).toEqual(wrong);
  expect(facts({ outcome: "refused" })).toEqual({ ...wrong, outcome: "refused" });
});

it("says of a message where it came, what it asked for, and how often messages have", () => {
  const asked = request();
  const options = { request: asked, policies: lockedBy([hub]) };
  expect(judged([brokerUp, heard(asked)], options).evidence).toEqual([
    {
      ...{ kind: "hub", event: expect.any(String) as string },
      facts: {
        ...{ topic: "gatehouse/front/device/front_door_lock/set", target: "unlock front_door_lock" },
        ...{ ageMs: 20, withinMs: 5_000, usesInHour: 0, maxPerHour: 2 },
      },
    },
  ]);
});

it("says that the hub itself did not ask where it did not", () => {
  expect(judged([brokerUp], { policies: lockedBy([hub]) }).reason).toBe(
    "The policy wants the hub itself to ask for it over MQTT; it did not.",
  );
});

it("says by how much evidence is too old, or that it cannot be", () => {
  const asked = request();
  const reason = (input: GuardInput, factor: CodeFactor | HubFactor) =>
    judged([brokerUp, input], { request: asked, policies: lockedBy([factor]) }).reason;
  expect(reason(heard(asked, { t: NOW_T - 6_000 }), hub)).toContain(
    "came 6 s ago; the policy wants at most 5 s",
  );
  expect(reason(heard(asked, { t: NOW_T + 1 }), hub)).toContain("in the future");
  expect(reason(entered(asked, { t: NOW_T - 40_000 }), code)).toContain(
    "entered 40 s ago; the policy wants at most 30 s",
  );
  expect(reason(entered(asked, { t: NOW_T + 1 }), code)).toContain("in the future");
});

it("counts evidence up to just so long ago, and of this very moment", () => {
  const asked = request();
  const outcome = (input: GuardInput, factor: CodeFactor | HubFactor) =>
    judged([brokerUp, input], { request: asked, policies: lockedBy([factor]) }).outcome;
  for (const t of [NOW_T - 5_000, NOW_T]) expect(outcome(heard(asked, { t }), hub)).toBe("allowed");
  for (const t of [NOW_T - 30_000, NOW_T]) expect(outcome(entered(asked, { t }), code)).toBe("allowed");
});

it.each([
  [0, "0 s"],
  [4_240, "4.2 s"],
  [9_940, "9.9 s"],
  [10_000, "10 s"],
  [10_400, "10 s"],
  [119_400, "119 s"],
  [120_000, "2 min"],
  [150_000, "3 min"],
])("says %d ms as people say it: %s", (ms, text) => {
  expect(seconds(ms)).toBe(text);
});
