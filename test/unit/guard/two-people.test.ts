import { expect, it } from "vitest";
import { Gatekeeper } from "../../../src/guard/gatekeeper.ts";
import type { GuardInput } from "../../../src/guard/observe.ts";
import type { Alternative, CodeFactor, FaceFactor } from "../../../src/guard/policy.ts";
import {
  anaAtTheDoor,
  answerTo,
  BOOT,
  entered,
  faceFactor,
  heard,
  judged,
  lockedBy,
  NOW_T,
  recognized,
  request,
  RUN,
  sighting,
  stranger,
  track,
  unasked,
} from "../../fakes/guard-world.ts";

const face = faceFactor();
const code: CodeFactor = { by: "code", codes: null, people: null, withinMs: 30_000 };

/** These people stand at the door, in the order in which they were recognised. */
function there(...people: readonly (string | null)[]): GuardInput[] {
  const [broker] = anaAtTheDoor();
  const known = people.flatMap((person, index) => (person === null ? [] : [{ person, track: 20 + index }]));
  const tracks = people.map((person, index) =>
    person === null ? stranger({ track: 20 + index }) : track({ person, track: 20 + index }),
  );
  return [
    broker!,
    ...known.map((who) => ({ kind: "event", event: recognized(who) }) as const),
    { kind: "sighting", t: NOW_T, sighting: sighting({ t: NOW_T - 50, tracks }) },
  ];
}

it("wants two different faces where it wants two people", () => {
  const policies = lockedBy([{ all: [face, face], people: 2 }]);
  expect(answerTo(there("Ana"), { policies })).toBe("NO_FACE");
  const decision = judged(there("Ana", "Bob"), { policies });
  expect(decision).toMatchObject({ outcome: "allowed", spends: [{ person: "Bob" }, { person: "Ana" }] });
});

it("wants each of them to be there in full", () => {
  const policies = lockedBy([{ all: [face, face], people: 2 }]);
  expect(answerTo(there("Ana", "Bob", null), { policies })).toBe("NOT_ALONE");
  const doubtful = there("Ana", "Bob").map((input) =>
    input.kind === "event" && input.event.name === "face.recognized" && input.event.person === "Ana"
      ? ({ kind: "event", event: { ...input.event, live: 0.2 } } as const)
      : input,
  );
  expect(answerTo(doubtful, { policies })).toBe("NOT_LIVE");
});

it.each([
  [["Ana", "Bob"], "allowed"],
  [["Bob", "Ana"], "allowed"],
  [["Ana", "Eva"], "allowed"],
  [["Bob", "Eva"], "WRONG_PERSON"],
])("finds who stands for which, however they came: %s", (people, answer) => {
  const anybody: FaceFactor = face;
  const ana = faceFactor({ groups: null, people: ["Ana"] });
  expect(answerTo(there(...people), { policies: lockedBy([{ all: [anybody, ana] }]) })).toBe(answer);
});

it("takes a face and the code of the same person for one", () => {
  const policies = lockedBy([{ all: [face, code], people: 2 }]);
  const asked = request();
  const ask = (inputs: GuardInput[], changes = {}) =>
    answerTo([...inputs, entered(asked, changes)], { request: asked, policies });
  expect(ask(there("Ana"))).toBe("TOO_FEW_PEOPLE");
  expect(ask(there("Bob"))).toBe("allowed");
  // Whoever's the code is not is the other one, also if they were recognised earlier.
  expect(ask(there("Bob", "Ana"))).toBe("allowed");
  expect(ask(there("Bob"), { code: "guest", person: null })).toBe("TOO_FEW_PEOPLE");
});

it("says who it was where they are too few", () => {
  const asked = request();
  const codes = { anna: { person: "Ana" }, guest: { person: null }, eva: { person: "Eva" } };
  const reason = (alternative: Alternative, entry: GuardInput) =>
    judged([...there("Ana"), entry], { request: asked, policies: { ...lockedBy([alternative]), codes } })
      .reason;
  expect(reason({ all: [face, code], people: 2 }, entered(asked))).toContain("this was Ana.");
  const guest = entered(asked, { code: "guest", person: null });
  expect(reason({ all: [code], people: 1 }, guest)).toContain("this was nobody.");
  const eva = { all: [face, code], people: 3 };
  expect(reason(eva, entered(asked, { code: "eva", person: "Eva" }))).toContain("this was Ana and Eva.");
});

it("takes a message for nobody", () => {
  const asked = request();
  const hub = { by: "hub", withinMs: 5_000, maxPerHour: 2 } as const;
  const policies = lockedBy([{ all: [face, hub], people: 2 }]);
  expect(answerTo([...there("Ana"), heard(asked)], { request: asked, policies })).toBe("TOO_FEW_PEOPLE");
});

it("is denied by what was looked at, and by nothing else", () => {
  const asked = request();
  const options = { request: asked, policies: lockedBy([{ all: [face, code], people: 2 }]) };
  expect(judged(there("Ana"), options).evidence).toMatchObject([{ kind: "face" }]);
  expect(judged([...there("Ana"), entered(asked)], options).evidence).toMatchObject([
    { kind: "face" },
    { kind: "code" },
  ]);
  expect(judged([...there(), entered(asked)], options).evidence).toEqual([]);
});

it("spends both at once", () => {
  const clock = { now: () => ({ at: 0, t: NOW_T }) };
  const policies = lockedBy([{ all: [face, face], people: 2 }, face]);
  const guard = new Gatekeeper({ ...unasked, run: RUN, boot: BOOT, clock, policies });
  for (const input of there("Ana", "Bob")) guard.observe(input);
  expect(guard.authorise(request()).outcome).toBe("allowed");
  expect(guard.authorise(request())).toMatchObject({ outcome: "denied", code: "SPENT" });
});
