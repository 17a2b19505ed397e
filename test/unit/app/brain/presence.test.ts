import { beforeEach, expect, test } from "vitest";
import { Presence } from "../../../../src/app/brain/presence.ts";
import { NOW_T, sighting, stranger, track } from "../../../fakes/guard-world.ts";

let presence: Presence;
beforeEach(() => {
  presence = new Presence(() => ({ withinMs: 5_000, live: 0.5 }));
  presence.observe(sighting({ t: NOW_T, tracks: [track({ lastLookT: NOW_T })] }));
});

const names = (cameras: readonly string[], t: number): string[] =>
  presence.at(cameras, t).present.map(({ person }) => person);

test("who was recognised a moment ago is there", () => {
  expect(names(["front_door"], NOW_T + 5_000)).toEqual(["Ana"]);
});

test("who was last recognised more than 5 s ago is not", () => {
  expect(names(["front_door"], NOW_T + 5_001)).toEqual([]);
});

test("only the asked cameras count", () => {
  expect(names(["garden"], NOW_T)).toEqual([]);
  expect(names([], NOW_T)).toEqual([]);
});

test("everybody is named once, in order", () => {
  const both = [track({ person: "Zoe", lastLookT: NOW_T }), track({ track: 9, lastLookT: NOW_T })];
  presence.observe(sighting({ camera: "garden", t: NOW_T, tracks: both }));
  expect(names(["garden", "front_door"], NOW_T)).toEqual(["Ana", "Zoe"]);
});

test("strangers, and faces that were never looked at closely, are nobody", () => {
  const tracks = [stranger({ lastLookT: NOW_T }), track({ person: "Ben", lastLookT: null })];
  presence.observe(sighting({ camera: "garden", t: NOW_T, tracks }));
  expect(names(["garden"], NOW_T)).toEqual([]);
});

test("it is the last close look that counts, not the track being in view", () => {
  presence.observe(sighting({ t: NOW_T + 4_000, tracks: [track({ lastLookT: NOW_T })] }));
  expect(names(["front_door"], NOW_T + 5_500)).toEqual([]);
});

test("whom the liveness check takes for a picture is a stranger; who was not checked is there, but not alive", () => {
  const tracks = [
    track({ live: 0.2, lastLookT: NOW_T }),
    track({ track: 9, person: "Zoe", live: null, lastLookT: NOW_T }),
  ];
  presence.observe(sighting({ t: NOW_T + 100, tracks }));
  expect(presence.at(["front_door"], NOW_T + 200)).toEqual({
    present: [{ person: "Zoe", group: "family", live: false }],
    strangers: 1,
  });
});

test("whoever is not recognised is a stranger, for as long as somebody who is would be there", () => {
  presence.observe(sighting({ t: NOW_T, tracks: [track({ lastLookT: NOW_T }), stranger()] }));
  expect(presence.at(["front_door"], NOW_T + 5_000)).toEqual({
    present: [{ person: "Ana", group: "family", live: true }],
    strangers: 1,
  });
  expect(presence.at(["front_door"], NOW_T + 5_001)).toEqual({ present: [], strangers: 0 });
});

test("somebody of whom a picture shows two is a stranger beside herself", () => {
  const tracks = [track({ lastLookT: NOW_T }), track({ track: 9, lastLookT: NOW_T })];
  presence.observe(sighting({ t: NOW_T, tracks }));
  expect(presence.at(["front_door"], NOW_T).strangers).toBe(1);
});

test("a frozen picture shows nobody, and a lost camera has seen nobody", () => {
  const frozen = [track({ person: "Zoe", lastLookT: NOW_T + 4_000 })];
  presence.observe(sighting({ t: NOW_T + 4_000, frozen: true, tracks: frozen }));
  expect(names(["front_door"], NOW_T + 4_000)).toEqual(["Ana"]);
  presence.forget("front_door");
  expect(names(["front_door"], NOW_T + 4_000)).toEqual([]);
});
