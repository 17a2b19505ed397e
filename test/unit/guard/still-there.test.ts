import { expect, it } from "vitest";
import type { GuardInput } from "../../../src/guard/observe.ts";
import { stillThere } from "../../../src/guard/still-there.ts";
import {
  anaAtTheDoor,
  guardAfter,
  judged,
  NOW_T,
  policies,
  recognized,
  sensorEvent,
  sighting,
  stranger,
  track,
} from "../../fakes/guard-world.ts";

/** What the guard says `afterMs` later, having learnt `meanwhile`, of a decision at `NOW_T`. */
function later(afterMs: number, meanwhile: readonly GuardInput[] = []) {
  const decision = judged(anaAtTheDoor());
  if (decision.outcome === "denied") throw new Error(decision.reason);
  const state = guardAfter([
    ...anaAtTheDoor(),
    { kind: "authorised", request: "r", device: "front_door_lock", decision },
    ...meanwhile,
  ]);
  const standing = stillThere(state, decision, { policies: policies(), now: { at: 0, t: NOW_T + afterMs } });
  return standing.ok ? "holds" : standing.code;
}

const sees = (t: number, tracks = [track({ lastLookT: t })]): GuardInput => ({
  kind: "sighting",
  t,
  sighting: sighting({ t, tracks }),
});

it("holds while the last look is fresh, although the evidence is spent by now", () => {
  expect(later(0)).toBe("holds");
  expect(later(400)).toBe("holds");
  expect(later(1_500, [sees(NOW_T + 700), sees(NOW_T + 1_400)])).toBe("holds");
});

it("does not hold when the last look is over 500 ms old", () => {
  expect(later(401)).toBe("NOT_IN_VIEW");
});

it("does not hold when writing it down took over two seconds", () => {
  expect(later(2_001, [sees(NOW_T + 900), sees(NOW_T + 1_900)])).toBe("FACE_TOO_OLD");
  expect(later(-1)).toBe("FACE_TOO_OLD");
});

it("does not hold by the recognition of another track, or of that number at another camera", () => {
  const doubt = sees(NOW_T + 20, [track({ identity: "unknown", person: null })]);
  const back = sees(NOW_T + 80);
  for (const elsewhere of [{ track: 9 }, { camera: "garden" }]) {
    const event = recognized({ t: NOW_T + 10, ...elsewhere });
    expect(later(100, [{ kind: "event", event }, doubt, back])).toBe("NOT_IN_VIEW");
  }
});

it.each<[string, GuardInput]>([
  ["the person has gone", sees(NOW_T + 50, [])],
  ["somebody has come", sees(NOW_T + 50, [track(), stranger()])],
  ["the identity is in doubt", sees(NOW_T + 50, [track({ identity: "undecided", person: null })])],
  [
    "the camera was lost",
    { kind: "event", event: sensorEvent("sensor.lost", "camera:front_door", NOW_T + 10) },
  ],
  [
    "the picture froze",
    { kind: "sighting", t: NOW_T + 60, sighting: sighting({ t: NOW_T + 50, frozen: true }) },
  ],
])("does not hold when %s", (_, input) => {
  expect(later(100, [input])).not.toBe("holds");
});

it.each<[string, GuardInput]>([
  ["the broker was lost", { kind: "broker", connectedSinceT: null }],
  ["the broker was lost and is back", { kind: "broker", connectedSinceT: NOW_T + 1 }],
  ["another daemon appeared", { kind: "twin", instance: "x" }],
])("does not hold when %s", (_, input) => {
  expect(later(100, [input])).toBe("BROKER_AWAY");
});

it("holds on a connection that was made in the instant of the decision", () => {
  expect(later(100, [{ kind: "broker", connectedSinceT: NOW_T }])).toBe("holds");
});

it("holds although somebody else is recognised as well, at another camera", () => {
  const event = recognized({ t: NOW_T + 10, camera: "garden", track: 2, person: "Eva" });
  expect(later(100, [{ kind: "event", event }])).toBe("holds");
});
