import { expect, it } from "vitest";
import { ChallengingDoor } from "../../fakes/challenging-door.ts";
import * as world from "../../fakes/guard-world.ts";

it("opens for whoever says the code, and once", () => {
  const door = new ChallengingDoor();
  expect(door.begin()).toBe("challenged");
  door.prompted();
  door.answer("yellow elephant");
  expect(door.journalled()).toBe("allowed");
  expect(door.guard.authorise(door.request).outcome).toBe("denied");
});

it("asks a second time, and then denies", () => {
  const door = new ChallengingDoor();
  door.begin();
  door.prompted();
  door.answer("purple giraffe");
  door.prompted();
  door.answer("purple giraffe");
  expect(door.journalled()).toBe("CHALLENGE_FAILED");
  expect(door.guard.authorise(world.request())).toMatchObject({ code: "CHALLENGE_BACK_OFF" });
});

it("takes no code that was begun before the prompt was over", () => {
  const door = new ChallengingDoor();
  door.begin();
  door.prompted();
  door.answer("yellow elephant", { startT: door.t - 200 });
  expect(door.journalled()).toBe("waits");
});

it("takes no code of a mouth that does not move", () => {
  const door = new ChallengingDoor();
  door.begin();
  door.prompted();
  door.answer("yellow elephant", { mouth: 0 });
  door.prompted();
  door.answer("yellow elephant", { mouth: 0 });
  expect(door.journalled()).toBe("CHALLENGE_FAILED");
});

it.each<[string, (door: ChallengingDoor) => void]>([
  [
    "the microphone is lost",
    (door) =>
      door.guard.observe({
        kind: "event",
        event: world.sensorEvent("sensor.lost", "microphone:hall", door.t),
      }),
  ],
  [
    "the camera is lost",
    (door) =>
      door.guard.observe({
        kind: "event",
        event: world.sensorEvent("sensor.lost", "camera:front_door", door.t),
      }),
  ],
  [
    "the track is gone for a while",
    (door) => {
      door.clock.advance(600);
      door.look();
    },
  ],
  ["the picture is frozen", (door) => door.see({ frozen: true })],
  ["the picture is late", (door) => door.see({ lagMs: 1_500 })],
  ["the face is somebody else's", (door) => door.look(0, { person: "eve" })],
  [
    "the face is nobody's any more",
    (door) => door.look(0, { identity: "unknown", person: null, group: null }),
  ],
  ["the face is a picture", (door) => door.look(0, { identity: "spoofed", person: null, group: null })],
  ["another face crosses", (door) => door.look(0, {}, [world.track({ track: 99, person: "ben" })])],
  ["two tracks have one number", (door) => door.look(0, {}, [world.track()])],
  ["vision begins anew with the face", (door) => door.look(0, { lastLookT: null })],
  [
    "what was to be asked cannot be said",
    (door) => {
      door.wait(1_500);
      const speak = door.orders.findLast((order) => order.kind === "speak");
      if (speak?.kind !== "speak") throw new Error("nothing was asked");
      door.guard.observe({
        kind: "unspoken",
        challenge: speak.challenge,
        prompt: speak.prompt,
        why: "no program",
      });
    },
  ],
  ["the policies change", (door) => door.guard.usePolicies(world.policies())],
  [
    "nothing is seen any more",
    (door) => {
      door.clock.advance(2_500);
      door.guard.observe({ kind: "tick" });
    },
  ],
])("denies when %s meanwhile", (_, disturb) => {
  const door = new ChallengingDoor();
  door.begin();
  disturb(door);
  expect(door.journalled()).toBe("CHALLENGE_FAILED");
});

it("asks for one thing at a time: another request meanwhile is denied, and the first goes on", () => {
  const door = new ChallengingDoor();
  door.begin();
  expect(door.guard.authorise(world.request())).toMatchObject({ code: "CHALLENGE_RUNNING" });
  door.prompted();
  door.answer("yellow elephant");
  expect(door.journalled()).toBe("allowed");
});

it("takes no answer of a microphone elsewhere, and none to another question", () => {
  for (const changes of [{ microphone: "garden" }, { question: "another" }]) {
    const door = new ChallengingDoor();
    door.begin();
    door.prompted();
    door.answer("yellow elephant", changes);
    expect(door.journalled()).toBe("waits");
  }
});

it("does not count what was passed by somebody who was out of view before that was written down", () => {
  const door = new ChallengingDoor();
  door.begin();
  door.prompted();
  door.answer("yellow elephant");
  door.clock.advance(700);
  door.look();
  expect(door.journalled()).toBe("CHALLENGE_FAILED");
});
