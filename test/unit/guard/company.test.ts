import { expect, it } from "vitest";
import type { GuardInput } from "../../../src/guard/observe.ts";
import type { TrackSighting } from "../../../src/events/sighting.ts";
import {
  anaAtTheDoor,
  answerTo,
  faceFactor,
  lockedBy,
  NOW_T,
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
