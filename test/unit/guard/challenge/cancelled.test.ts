import { expect, it } from "vitest";
import { ChallengingDoor } from "../../../fakes/challenging-door.ts";

/** The kinds of what is ordered from now on by what `act` does, and the events that are told. */
function ordered(door: ChallengingDoor, act: () => void): string[] {
  door.orders.splice(0);
  act();
  return door.orders.map((order) => (order.kind === "tell" ? order.draft.name : order.kind));
}

it("ends what is asked where that microphone hears, and nothing else", () => {
  const door = new ChallengingDoor();
  door.begin();
  expect(ordered(door, () => door.guard.cancelAt("nowhere"))).toEqual([]);
  expect(door.running.stage.name).toBe("prompting");
  door.guard.cancelAt("hall");
  expect(door.running.stage).toMatchObject({ name: "failed", failure: { why: "Somebody cancelled it." } });
});

it("lets a challenge that was passed, and is being written down, count no more, and tells of no failure", () => {
  const door = new ChallengingDoor();
  door.begin();
  door.prompted();
  door.answer("yellow elephant");
  expect(door.running.stage.name).toBe("passed");
  expect(ordered(door, () => door.guard.cancelAt("nowhere"))).toEqual([]);
  expect(ordered(door, () => door.guard.cancelAt("hall"))).toEqual(["judge"]);
  expect(door.guard.isAsking).toBe(false);
});

it("ends when a lockdown begins, and not when one is over", () => {
  const door = new ChallengingDoor();
  door.begin();
  expect(ordered(door, () => door.guard.observe({ kind: "lockdown", active: false }))).toEqual([]);
  door.guard.observe({ kind: "lockdown", active: true });
  expect(door.running.stage).toMatchObject({ name: "failed", failure: { why: "There is a lockdown." } });
});

it("tells of a failure once, whatever else ends it meanwhile", () => {
  const door = new ChallengingDoor();
  door.begin();
  door.see({ frozen: true });
  expect(ordered(door, () => door.guard.endChallenges("Gatehouse is stopping."))).toEqual([]);
  expect(door.running.stage).toMatchObject({ name: "failed" });
});
