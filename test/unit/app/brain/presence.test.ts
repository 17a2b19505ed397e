import { beforeEach, expect, test } from "vitest";
import { Presence } from "../../../../src/app/brain/presence.ts";
import { NOW_T, sighting, stranger, track } from "../../../fakes/guard-world.ts";

let presence: Presence;
beforeEach(() => {
  presence = new Presence();
  presence.observe(sighting({ t: NOW_T, tracks: [track({ lastLookT: NOW_T })] }));
});

test("who was recognised a moment ago is there", () => {
  expect(presence.at(["front_door"], NOW_T + 5_000)).toEqual(["Ana"]);
});

test("who was last recognised more than 5 s ago is not", () => {
  expect(presence.at(["front_door"], NOW_T + 5_001)).toEqual([]);
});

test("only the asked cameras count", () => {
  expect(presence.at(["garden"], NOW_T)).toEqual([]);
  expect(presence.at([], NOW_T)).toEqual([]);
});

test("everybody is named once, in order", () => {
  const both = [track({ person: "Zoe", lastLookT: NOW_T }), track({ track: 9, lastLookT: NOW_T })];
  presence.observe(sighting({ camera: "garden", t: NOW_T, tracks: both }));
  expect(presence.at(["garden", "front_door"], NOW_T)).toEqual(["Ana", "Zoe"]);
});

test("strangers, and faces that were never looked at closely, are nobody", () => {
  const tracks = [stranger({ lastLookT: NOW_T }), track({ person: "Ben", lastLookT: null })];
  presence.observe(sighting({ camera: "garden", t: NOW_T, tracks }));
  expect(presence.at(["garden"], NOW_T)).toEqual([]);
});

test("it is the last close look that counts, not the track being in view", () => {
  presence.observe(sighting({ t: NOW_T + 4_000, tracks: [track({ lastLookT: NOW_T })] }));
  expect(presence.at(["front_door"], NOW_T + 5_500)).toEqual([]);
});
