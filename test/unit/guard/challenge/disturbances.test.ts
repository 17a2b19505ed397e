import { expect, it } from "vitest";
import { ChallengingDoor } from "../../../fakes/challenging-door.ts";
import * as world from "../../../fakes/guard-world.ts";

const nobody = { person: null, group: null } as const;
const event = (door: ChallengingDoor, changes: Parameters<typeof world.recognized>[0] = {}) =>
  world.recognized({ t: door.t, ...changes });

it.each<[string, string, (door: ChallengingDoor) => void]>([
  ["the microphone is lost", "The microphone was lost.", (door) => door.loses("microphone:hall")],
  ["the camera is lost", "Camera front_door was lost.", (door) => door.loses("camera:front_door")],
  [
    "the track is gone for a while",
    "Ana was out of view for 0.6 s.",
    (door) => {
      door.clock.advance(600);
      door.look();
    },
  ],
  ["the picture is frozen", "its picture is frozen", (door) => door.see({ frozen: true })],
  ["the picture is late", "its picture is 1.5 s late", (door) => door.see({ lagMs: 1_500 })],
  ["the face is somebody else's", "not Ana's any more", (door) => door.look(0, { person: "eve" })],
  ["the face is of another group", "not Ana's any more", (door) => door.look(0, { group: "guest" })],
  [
    "the face is nobody's any more",
    "not Ana's any more",
    (door) => door.look(0, { identity: "unknown", ...nobody }),
  ],
  ["the face is a picture", "not Ana's any more", (door) => door.look(0, { identity: "spoofed", ...nobody })],
  ["two tracks have one number", "which face is Ana's", (door) => door.look(0, {}, [world.track()])],
  ["vision has no look at the face", "which face is Ana's", (door) => door.look(0, { lastLookT: null })],
  [
    "the face is recognised anew",
    "not surely Ana's any more",
    (door) => door.guard.observe({ kind: "event", event: event(door) }),
  ],
  [
    "the face is said to be unknown",
    "not surely Ana's any more",
    (door) => {
      const { person, group, margin, ...face } = event(door);
      const unknown = {
        ...face,
        name: "face.unknown",
        nearest: person,
        stranger: null,
        visits: null,
      } as const;
      expect([group, margin]).toEqual(["family", 0.31]);
      door.guard.observe({ kind: "event", event: unknown });
    },
  ],
  [
    "what was to be asked cannot be said",
    "could not be said: no program.",
    (door) => {
      const { id, prompts } = door.running;
      door.guard.observe({ kind: "unspoken", challenge: id, prompt: prompts, why: "no program" });
    },
  ],
  [
    "the policies change",
    "The configuration was changed",
    (door) => door.guard.usePolicies(world.policies()),
  ],
  [
    "nothing is seen any more",
    "showed nothing for a while",
    (door) => {
      door.clock.advance(2_500);
      door.guard.observe({ kind: "tick" });
    },
  ],
])("%s: the challenge ends, and says so", (_, why, disturb) => {
  const door = new ChallengingDoor();
  door.begin();
  door.wait(100);
  disturb(door);
  const { stage } = door.running;
  expect(stage).toMatchObject({ name: "failed", failure: { again: false } });
  expect(stage.name === "failed" && stage.failure.why).toContain(why);
  expect(door.journalled()).toBe("CHALLENGE_FAILED");
});

it.each<[string, (door: ChallengingDoor) => void]>([
  [
    "another camera shows a stranger as the track of that number",
    (door) => {
      const tracks = [world.track({ identity: "unknown", ...nobody })];
      const sighting = world.sighting({ camera: "garden", t: door.t, tracks, frozen: true });
      door.guard.observe({ kind: "sighting", t: door.t, sighting });
    },
  ],
  [
    "a picture comes from the future",
    (door) => {
      const sighting = world.sighting({ t: door.t + 1, tracks: [], frozen: true });
      door.guard.observe({ kind: "sighting", t: door.t, sighting });
    },
  ],
  [
    "an earlier picture comes after a later one",
    (door) => {
      const sighting = world.sighting({ t: door.t - 50, tracks: [], frozen: true });
      door.guard.observe({ kind: "sighting", t: door.t, sighting });
    },
  ],
  [
    "somebody is recognised in another track",
    (door) => door.guard.observe({ kind: "event", event: event(door, { track: 9, person: "Ben" }) }),
  ],
  ["a microphone elsewhere is lost", (door) => door.loses("microphone:garden")],
  ["another camera is lost", (door) => door.loses("camera:garden")],
])("%s: the challenge goes on", (_, happen) => {
  const door = new ChallengingDoor();
  door.begin();
  door.wait(100);
  happen(door);
  door.prompted();
  door.answer("yellow elephant");
  expect(door.journalled()).toBe("allowed");
});

it("ends when the policies change, although it was passed a moment ago and is only to be written down", () => {
  const door = new ChallengingDoor();
  door.begin();
  door.prompted();
  door.answer("yellow elephant");
  expect(door.running.stage.name).toBe("passed");
  door.guard.usePolicies(world.policies());
  expect(door.orders.at(-1)).toMatchObject({
    kind: "judge",
    denial: {
      code: "CHALLENGE_FAILED",
      reason: expect.stringContaining("configuration was changed") as unknown,
    },
  });
  expect(door.guard.isAsking).toBe(false);
  door.journalled();
  expect(door.guard.state.challenges.passed).toEqual([]);
});
