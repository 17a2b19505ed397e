import { expect, it } from "vitest";
import type { GuardInput } from "../../../src/guard/observe.ts";
import {
  answerTo,
  faceFactor,
  lockedBy,
  NOW_T,
  recognized,
  sighting,
  track,
} from "../../fakes/guard-world.ts";

type Face = Parameters<typeof recognized>[0];
type Seen = Parameters<typeof track>[0];

function door(face: Face, seen: Seen = {}): GuardInput[] {
  return [
    { kind: "broker", connectedSinceT: 0 },
    { kind: "event", event: recognized(face) },
    { kind: "sighting", t: NOW_T, sighting: sighting({ tracks: [track(seen)] }) },
  ];
}

it.each<[string, Face]>([
  ["similarity", { similarity: 0.579 }],
  ["margin", { margin: 0.079 }],
  ["frames", { frames: 2 }],
  ["similarity that is no number", { similarity: Number.NaN }],
  ["margin that is no number", { margin: Number.NaN }],
])("does not open with too little %s", (_, face) => {
  expect(answerTo(door(face))).toBe("FACE_NOT_SURE");
});

it("opens at exactly what is needed", () => {
  expect(answerTo(door({ similarity: 0.58, margin: 0.08, frames: 3, live: 0.5 }, { faceWidthPx: 44 }))).toBe(
    "allowed",
  );
});

it("does not open for a face that is too small", () => {
  expect(answerTo(door({}, { faceWidthPx: 43 }))).toBe("FACE_NOT_SURE");
});

it.each<[string, Face]>([
  ["was not checked", { live: null }],
  ["was not passed", { live: 0.49 }],
  ["is no number", { live: Number.NaN }],
])("does not open where liveness %s", (_, face) => {
  expect(answerTo(door(face))).toBe("NOT_LIVE");
});

it("does not open when the face in view fails liveness by now", () => {
  expect(answerTo(door({}, { live: 0.49 }))).toBe("NOT_LIVE");
  expect(answerTo(door({}, { live: Number.NaN }))).toBe("NOT_LIVE");
  // Too few looks say nothing yet; the recognition has its own.
  expect(answerTo(door({}, { live: null }))).toBe("allowed");
  expect(answerTo(door({}, { live: 0.5 }))).toBe("allowed");
});

it("asks for liveness only where the policy does", () => {
  const policies = lockedBy([faceFactor({ live: false })]);
  expect(answerTo(door({ live: null }), { policies })).toBe("allowed");
  expect(answerTo(door({}, { live: 0.2 }), { policies })).toBe("allowed");
});
