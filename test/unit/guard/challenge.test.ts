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
  expect(door.running.attempt).toBe(2);
  door.prompted();
  door.answer("yellow elephant", { mouth: 0 });
  expect(door.running.stage.name).toBe("failed");
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
