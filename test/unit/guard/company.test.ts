import { expect, it } from "vitest";
import type { GuardInput } from "../../../src/guard/observe.ts";
import type { TrackSighting } from "../../../src/events/sighting.ts";
import {
  anaAtTheDoor,
  answerTo,
  faceFactor,
  judged,
  lockedBy,
  NOW_T,
  recognized,
  sighting,
  stranger,
  track,
} from "../../fakes/guard-world.ts";

const beside = (...others: TrackSighting[]): GuardInput[] => [
  ...anaAtTheDoor(),
  { kind: "sighting", t: NOW_T, sighting: sighting({ t: NOW_T - 50, tracks: [track(), ...others] }) },
];

it.each(["undecided", "unknown", "spoofed"] as const)(
  "does not open while somebody %s is in the zone",
  (identity) => {
    expect(answerTo(beside(stranger({ identity })))).toBe("NOT_ALONE");
  },
);

it("opens while somebody else of the house is there", () => {
  expect(answerTo(beside(stranger({ identity: "recognized", person: "Eva", group: "friend" })))).toBe(
    "allowed",
  );
});

it("takes a second Ana for a stranger: nobody is there twice", () => {
  expect(answerTo(beside(track({ track: 9 })))).toBe("NOT_ALONE");
});

it("takes for a stranger whoever is not surely somebody, whatever name vision has for them", () => {
  for (const identity of ["undecided", "spoofed"] as const)
    expect(answerTo(beside(stranger({ identity, person: "Eva", group: "family" })))).toBe("NOT_ALONE");
  expect(answerTo(beside(stranger({ identity: "recognized", person: null })))).toBe("NOT_ALONE");
});

it("says how many strangers there are", () => {
  const reason = (...others: TrackSighting[]) => judged(beside(...others)).reason;
  expect(reason(stranger())).toContain("not alone: somebody whom Gatehouse does not know");
  expect(reason(stranger(), stranger({ track: 9 }))).toContain("not alone: 2 people whom");
});

it("opens for somebody in any of the zones that the policy names", () => {
  const policies = lockedBy([faceFactor({ zones: ["steps", "porch"] })]);
  expect(answerTo(anaAtTheDoor(), { policies })).toBe("allowed");
});

it("minds a stranger in any of the zones that the policy names", () => {
  const policies = lockedBy([faceFactor({ zones: ["porch", "steps"] })]);
  expect(answerTo(beside(stranger({ zones: ["steps"] })), { policies })).toBe("NOT_ALONE");
  expect(answerTo(beside(stranger({ zones: ["street"] })), { policies })).toBe("allowed");
});

it("minds a stranger who was there half a second ago, and none who was there before", () => {
  const since = (ms: number) => {
    const shown = (agoMs: number, tracks: TrackSighting[]): GuardInput => {
      const t = NOW_T - 20 - agoMs;
      return { kind: "sighting", t, sighting: sighting({ t, tracks }) };
    };
    const [broker] = anaAtTheDoor();
    const face: GuardInput = { kind: "event", event: recognized({ t: NOW_T - 900 }) };
    return answerTo([broker!, face, shown(ms, [track(), stranger()]), shown(0, [track()])]);
  };
  expect(since(500)).toBe("NOT_ALONE");
  expect(since(501)).toBe("allowed");
});

it("does not mind a stranger outside the zone", () => {
  expect(answerTo(beside(stranger({ zones: ["street"] })))).toBe("allowed");
});

it("minds a stranger anywhere where the policy names no zone", () => {
  const policies = lockedBy([faceFactor({ zones: [] })]);
  expect(answerTo(beside(stranger({ zones: ["street"] })), { policies })).toBe("NOT_ALONE");
});

it("minds nobody where the policy does not ask for it", () => {
  const policies = lockedBy([faceFactor({ alone: false })]);
  expect(answerTo(beside(stranger()), { policies })).toBe("allowed");
});

it("still counts a stranger whom the detector has lost for a moment", () => {
  const flicker = (lostForMs: number): GuardInput[] => [
    ...anaAtTheDoor().slice(0, 2),
    {
      kind: "sighting",
      t: NOW_T,
      sighting: sighting({ t: NOW_T - 20 - lostForMs, tracks: [track(), stranger()] }),
    },
    { kind: "sighting", t: NOW_T, sighting: sighting({ t: NOW_T - 20 }) },
  ];
  expect(answerTo(flicker(400))).toBe("NOT_ALONE");
  expect(answerTo(flicker(600))).toBe("allowed");
});

it("wants the person to stand in the zone now", () => {
  const outside = sighting({ t: NOW_T - 50, tracks: [track({ zones: ["street"] })] });
  expect(answerTo([...anaAtTheDoor(), { kind: "sighting", t: NOW_T, sighting: outside }])).toBe("WRONG_ZONE");
});
