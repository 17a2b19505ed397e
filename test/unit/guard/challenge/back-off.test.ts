import { expect, it } from "vitest";
import { ChallengingDoor } from "../../../fakes/challenging-door.ts";
import * as world from "../../../fakes/guard-world.ts";

/** Asks for the door, has Ana challenged, and fails. */
function fails(door: ChallengingDoor): void {
  expect(door.asks()).toBe("challenged");
  door.wait(500);
  door.see({ frozen: true });
  expect(door.journalled()).toBe("CHALLENGE_FAILED");
}

/** After how many ms the next challenge is possible: the moment before it is not. */
function expectBackOff(door: ChallengingDoor, ms: number): void {
  door.clock.advance(ms - 1);
  expect(door.asks()).toBe("CHALLENGE_BACK_OFF");
  door.clock.advance(1);
}

it("lasts 30 s after the first failure, doubles with each further one, and ends at ten minutes", () => {
  const door = new ChallengingDoor();
  for (const seconds of [30, 60, 120, 240, 480, 600, 600]) {
    fails(door);
    expectBackOff(door, seconds * 1_000);
  }
  expect(door.asks()).toBe("challenged");
});

it("begins anew once a challenge was passed", () => {
  const door = new ChallengingDoor();
  fails(door);
  expectBackOff(door, 30_000);
  fails(door);
  expectBackOff(door, 60_000);
  expect(door.begin()).toBe("challenged");
  door.prompted();
  door.answer("yellow elephant");
  expect(door.journalled()).toBe("allowed");
  // Ana is gone for over a minute, and comes back.
  for (let away = 0; away < 61; away += 1) {
    door.clock.advance(1_000);
    door.see({ empty: true });
  }
  fails(door);
  expectBackOff(door, 30_000);
  expect(door.asks()).toBe("challenged");
});

it("begins anew an hour after the last wait, and not before", () => {
  const hour = 3_600_000;
  for (const [later, next] of [
    [hour, 60_000],
    [hour + 1, 30_000],
  ] as const) {
    const door = new ChallengingDoor();
    fails(door);
    // It fails half a second after it has begun.
    door.clock.advance(30_000 + later - 500);
    fails(door);
    expectBackOff(door, next);
    expect(door.asks()).toBe("challenged");
  }
});

it("concerns the camera at which it failed, and no other", () => {
  const door = new ChallengingDoor("say-code", { factor: { cameras: ["front_door", "garden"] } });
  fails(door);
  const ben = { camera: "garden", person: "Ben", track: 3 };
  door.guard.observe({ kind: "event", event: world.recognized({ ...ben, t: door.t }) });
  const tracks = [world.track({ track: 3, person: "Ben", lastLookT: door.t })];
  const sighting = world.sighting({ camera: "garden", t: door.t, tracks });
  door.guard.observe({ kind: "sighting", t: door.t, sighting });
  expect(door.guard.authorise(world.request())).toMatchObject({
    outcome: "challenged",
    proof: { event: { camera: "garden" } },
  });
});

it("is told with the time that is left", () => {
  const door = new ChallengingDoor();
  fails(door);
  door.clock.advance(10_000);
  door.asks();
  expect(door.guard.authorise(world.request())).toMatchObject({
    reason: "A challenge has failed at front_door; the next one is possible in 20 s.",
  });
});
