import { expect, it } from "vitest";
import { ChallengingDoor } from "../../../fakes/challenging-door.ts";
import { track } from "../../../fakes/guard-world.ts";

/** A door at which the code was said until now, seen by no good look since `agoMs` before. */
function said(agoMs: number): { readonly door: ChallengingDoor; readonly lastLookT: number } {
  const door = new ChallengingDoor();
  door.begin();
  door.prompted();
  door.wait(300);
  const startT = door.t;
  door.wait(1_000, 0.3);
  const lastLookT = door.t - agoMs;
  door.look(0.3, { lastLookT });
  door.says("yellow elephant", { startT });
  door.clock.advance(100);
  return { door, lastLookT };
}

it("counts once the person was seen well after the task was done", () => {
  const { door } = said(0);
  door.look();
  expect(door.running.stage.name).toBe("passed");
  expect(door.journalled()).toBe("allowed");
});

it("counts by a look at the very moment at which it was done", () => {
  const { door, lastLookT } = said(0);
  expect(door.running.stage).toMatchObject({ name: "passed", t: lastLookT });
});

it("does not count by a good look from before it was done, however fresh", () => {
  const { door, lastLookT } = said(1);
  door.look(0, { lastLookT });
  expect(door.running.stage.name).toBe("recognising");
  door.look(0, { lastLookT: lastLookT + 1 });
  expect(door.running.stage.name).toBe("passed");
});

it("does not count by a good look at somebody else", () => {
  const { door, lastLookT } = said(1);
  const ben = track({ track: 6, person: "Ben", box: [0.7, 0.2, 0.2, 0.4], lastLookT: door.t });
  door.sees([ben, track({ lastLookT })]);
  expect(door.running.stage.name).toBe("recognising");
});

it("waits three seconds for that look, and then fails for good", () => {
  const { door, lastLookT } = said(1);
  for (let waited = 100; waited < 3_000; waited += 100) {
    door.look(0, { lastLookT });
    door.clock.advance(100);
  }
  door.look(0, { lastLookT });
  expect(door.running).toMatchObject({ stage: { name: "recognising" }, attempt: 1 });
  door.clock.advance(100);
  door.look(0, { lastLookT });
  expect(door.running.stage).toMatchObject({ name: "failed", failure: { again: false } });
  expect(door.journalled()).toBe("CHALLENGE_FAILED");
});

it("does not count for a head that came back as somebody undecided", () => {
  const { door } = said(1);
  door.look(0, { identity: "undecided", person: null, group: null });
  expect(door.running.stage.name).toBe("recognising");
});

it("wants the person in the zone, as the policy says", () => {
  const { door } = said(1);
  door.look(0, { zones: ["street"] });
  expect(door.running.stage.name).toBe("recognising");
  door.look();
  expect(door.running.stage.name).toBe("passed");
});
