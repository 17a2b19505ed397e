import { expect, it } from "vitest";
import { ChallengingDoor } from "../../../fakes/challenging-door.ts";

it("asks once for each request, also when what was passed came too late to count", () => {
  const door = new ChallengingDoor();
  door.begin();
  door.prompted();
  door.answer("yellow elephant");
  door.hears({});
  expect(door.guard.state.challenges.passed).toHaveLength(1);
  door.wait(3_000);
  expect(door.asks(door.request)).toBe("CHALLENGE_FAILED");
  // Another request is another matter.
  expect(door.asks()).toBe("challenged");
});

it("keeps no pass for longer than it may count", () => {
  const door = new ChallengingDoor();
  for (let time = 0; time < 3; time += 1) {
    expect(door.asks()).toBe("challenged");
    door.prompted();
    door.answer("yellow elephant");
    door.hears({});
    expect(door.guard.state.challenges.passed).toHaveLength(1);
    door.wait(3_000);
  }
});

it("passes are kept apart for as long as they may count", () => {
  const door = new ChallengingDoor();
  for (let passed = 1; passed < 3; passed += 1) {
    expect(door.asks()).toBe("challenged");
    door.wait(100);
    door.spoken();
    door.answer("yellow elephant");
    door.hears({});
    expect(door.guard.state.challenges.passed).toHaveLength(passed);
  }
});
