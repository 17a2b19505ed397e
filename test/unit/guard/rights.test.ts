import { expect, it } from "vitest";
import type { GuardInput } from "../../../src/guard/observe.ts";
import type { CodeFactor, GuardPolicies } from "../../../src/guard/policy.ts";
import type { TimeWindow } from "../../../src/guard/time-window.ts";
import {
  anaAtTheDoor,
  brokerUp,
  entered,
  faceFactor,
  judged,
  lockedBy,
  NOW_T,
  request,
} from "../../fakes/guard-world.ts";

const mornings: TimeWindow = {
  ...{ days: ["mon", "tue", "wed", "thu", "fri"], from: "09:00", to: "12:00" },
  ...{ since: null, until: "2026-12-24" },
};
const evenings: TimeWindow = { ...mornings, from: "18:00", to: "20:00" };
const right = (who: { person?: string; group?: string }, when = mornings) => ({
  ...{ person: null, group: null, when },
  ...who,
});
const code: CodeFactor = { by: "code", codes: null, people: null, withinMs: 30_000 };
const trusted: GuardInput = { kind: "clock", untrusted: null };
/** Monday, 2026-11-30, ten and one in Berlin. */
const [TEN, ONE] = [Date.parse("2026-11-30T09:00:00Z"), Date.parse("2026-11-30T12:00:00Z")];

function answer(
  at: number,
  policies: GuardPolicies,
  options: { inputs?: readonly GuardInput[]; asked?: ReturnType<typeof request> } = {},
) {
  const { inputs = [...anaAtTheDoor(), trusted], asked = request() } = options;
  const decision = judged(inputs, { policies, request: asked, now: { at, t: NOW_T } });
  return decision.outcome === "denied" ? decision.code : decision.outcome;
}

it("counts an alternative in its window only, and says when that is", () => {
  const policies = lockedBy([faceFactor({ when: mornings })]);
  expect(answer(TEN, policies)).toBe("allowed");
  expect(judged([...anaAtTheDoor(), trusted], { policies, now: { at: ONE, t: NOW_T } })).toMatchObject({
    code: "OUT_OF_HOURS",
    reason:
      "This counts only on mon, tue, wed, thu, fri from 09:00 to 12:00 until 2026-12-24; it is Mon 2026-11-30 13:00.",
  });
});

it("counts factors together only while all their windows are open", () => {
  const both = lockedBy([{ all: [faceFactor({ when: mornings }), { ...code, when: evenings }] }]);
  const asked = request();
  const inputs = [...anaAtTheDoor(), trusted, entered(asked)];
  expect(answer(TEN, both, { inputs, asked })).toBe("OUT_OF_HOURS");
  const whole = lockedBy([{ all: [faceFactor(), code], when: mornings }]);
  expect(answer(TEN, whole, { inputs, asked })).toBe("allowed");
  expect(answer(ONE, whole, { inputs, asked })).toBe("OUT_OF_HOURS");
});

it("says in the evidence which time it was judged by", () => {
  const policies = lockedBy([faceFactor({ when: mornings })]);
  const decision = judged([...anaAtTheDoor(), trusted], { policies, now: { at: TEN, t: NOW_T } });
  expect(decision.evidence[0]?.facts["localTime"]).toBe("Mon 2026-11-30 10:00");
  const now = { at: TEN, t: NOW_T };
  const byRight = { ...lockedBy([faceFactor()]), rights: [right({ person: "Bob" })] };
  expect(judged(anaAtTheDoor(), { policies: byRight, now }).evidence[0]?.facts["localTime"]).toBe(
    "Mon 2026-11-30 10:00",
  );
  const untimed = judged(anaAtTheDoor(), { policies: lockedBy([faceFactor()]), now });
  expect(untimed.evidence[0]?.facts).not.toHaveProperty("localTime");
});

it("lets somebody in at their times only, at any door", () => {
  const policies = { ...lockedBy([faceFactor()]), rights: [right({ person: "Ana" })] };
  expect(answer(TEN, policies)).toBe("allowed");
  expect(answer(ONE, policies)).toBe("OUT_OF_HOURS");
  expect(answer(ONE, { ...policies, rights: [right({ person: "Bob" })] })).toBe("allowed");
});

it("lets somebody in at each of several times", () => {
  const rights = [right({ person: "Ana" }, evenings), right({ person: "Ana" })];
  expect(answer(TEN, { ...lockedBy([faceFactor()]), rights })).toBe("allowed");
});

it("goes by them for the codes of somebody in that group too", () => {
  const policies = { ...lockedBy([code]), rights: [right({ group: "friend" })] };
  const asked = request();
  const byCode = (group: string | null) => ({
    inputs: [brokerUp, trusted, entered(asked, { group })],
    asked,
  });
  expect(answer(ONE, policies, byCode("friend"))).toBe("OUT_OF_HOURS");
  expect(answer(TEN, policies, byCode("friend"))).toBe("allowed");
  expect(answer(ONE, policies, byCode("family"))).toBe("allowed");
  const guest = entered(asked, { code: "guest", person: null });
  expect(answer(ONE, policies, { inputs: [brokerUp, trusted, guest], asked })).toBe("allowed");
  const own = {
    ...policies,
    rights: [...policies.rights, right({ person: "Ana" }, { ...mornings, to: "14:00" })],
  };
  expect(answer(ONE, own, byCode("friend"))).toBe("allowed");
});

it("goes by the group's times where somebody has none of their own", () => {
  const ofGroup = { ...lockedBy([faceFactor()]), rights: [right({ group: "family" })] };
  expect(answer(ONE, ofGroup)).toBe("OUT_OF_HOURS");
  const rights = [right({ group: "family" }), right({ person: "Ana" }, { ...mornings, to: "14:00" })];
  expect(answer(ONE, { ...ofGroup, rights })).toBe("allowed");
});

it("counts a code at its own times and at those of whose it is", () => {
  const asked = request();
  const inputs = [brokerUp, trusted, entered(asked)];
  const policies = lockedBy([code]);
  const ask = (changes: Partial<GuardPolicies>, at: number) =>
    answer(at, { ...policies, ...changes }, { inputs, asked });
  expect(ask({ rights: [right({ person: "Ana" })] }, TEN)).toBe("allowed");
  expect(ask({ rights: [right({ person: "Ana" })] }, ONE)).toBe("OUT_OF_HOURS");
  expect(ask({ codes: { anna: { person: "Ana", when: mornings } } }, TEN)).toBe("allowed");
  expect(ask({ codes: { anna: { person: "Ana", when: mornings } } }, ONE)).toBe("OUT_OF_HOURS");
});

it.each<[string, readonly GuardInput[]]>([
  ["nobody has looked at", []],
  ["was not set yet", [{ kind: "clock", untrusted: "it was not set" }]],
  ["is behind the journal", [trusted, { kind: "journalled", at: TEN + 5_001 }]],
  [
    "is behind an event",
    [trusted, { kind: "event", event: { at: TEN + 5_001, name: "node.started" } as never }],
  ],
])("denies whatever is limited by time while the clock %s, and nothing else", (_, clock) => {
  const limited = lockedBy([faceFactor({ when: mornings })]);
  const inputs = [...anaAtTheDoor(), ...clock];
  expect(answer(TEN, limited, { inputs })).toBe("CLOCK_UNTRUSTED");
  expect(answer(TEN, lockedBy([faceFactor()]), { inputs })).toBe("allowed");
  expect(answer(TEN, { ...lockedBy([faceFactor()]), rights: [right({ person: "Ana" })] }, { inputs })).toBe(
    "CLOCK_UNTRUSTED",
  );
});

it("takes a clock that is a little behind for right", () => {
  const inputs: GuardInput[] = [...anaAtTheDoor(), trusted, { kind: "journalled", at: TEN + 5_000 }];
  expect(answer(TEN, lockedBy([faceFactor({ when: mornings })]), { inputs })).toBe("allowed");
});

it("is sure of no time that is behind the latest in the journal, in whatever order it hears of it", () => {
  const times = [TEN + 5_001, TEN - 60_000].map((at): GuardInput => ({ kind: "journalled", at }));
  const inputs = [...anaAtTheDoor(), trusted, ...times];
  expect(answer(TEN, lockedBy([faceFactor({ when: mornings })]), { inputs })).toBe("CLOCK_UNTRUSTED");
});
