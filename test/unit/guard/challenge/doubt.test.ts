import { expect, it } from "vitest";
import type { TrackSighting } from "../../../../src/events/sighting.ts";
import { ChallengingDoor } from "../../../fakes/challenging-door.ts";

const UNDECIDED: Partial<TrackSighting> = { identity: "undecided", person: null, group: null };

/** Whether the challenge still goes on after so many pictures, 100 ms apart, in which vision is not sure about the face. */
function goesOn(door: ChallengingDoor, looks: number, changes: Partial<TrackSighting> = {}): boolean {
  for (let look = 0; look < looks; look += 1) {
    door.clock.advance(100);
    door.look(0, { ...UNDECIDED, ...changes });
  }
  return door.running.stage.name !== "failed";
}

function asked(yaw = 0): ChallengingDoor {
  const door = new ChallengingDoor("turn-head");
  door.begin();
  door.hold(yaw, 10);
  return door;
}

it("ends the challenge after half a second of somebody who looks at the camera and is not surely the person", () => {
  expect(goesOn(asked(), 6)).toBe(true);
  expect(goesOn(asked(), 7)).toBe(false);
});

it("begins anew after a look that is sure", () => {
  const door = asked();
  for (let time = 0; time < 3; time += 1) {
    expect(goesOn(door, 6)).toBe(true);
    door.hold(0, 1);
  }
});

it.each([0.35, -0.35])("is not held against a head that is turned by %d", (yaw) => {
  expect(goesOn(asked(), 20, { yaw })).toBe(true);
  expect(goesOn(asked(), 7, { yaw: yaw * 0.99 })).toBe(false);
});

it("is not held against a head that turns, also if a look on the way was like a stranger's", () => {
  const door = asked();
  expect(goesOn(door, 3, { yaw: 0.35, steadySinceT: door.t })).toBe(true);
  door.hold(0, 1);
  expect(door.running.stage.name).toBe("prompting");
});

it("reckons the turn from the person's own resting position", () => {
  expect(goesOn(asked(0.2), 20, { yaw: 0.55 })).toBe(true);
  expect(goesOn(asked(0.2), 20, { yaw: -0.15 })).toBe(true);
  expect(goesOn(asked(0.2), 7, { yaw: 0.54 })).toBe(false);
});

it("is held against a face that is not found", () => {
  expect(goesOn(asked(), 7, { yaw: null })).toBe(false);
  expect(goesOn(asked(0.4), 7, { yaw: null })).toBe(false);
});

it.each([
  [5, 1, false],
  [3, 0, false],
  [3, 1, false],
  [3, 2, true],
  [2, 1, true],
  [2, 0, true],
])(
  "ends at once when vision begins anew with the face: %d agreeing looks, and then %d",
  (before, after, isOn) => {
    const door = asked();
    door.clock.advance(100);
    door.look(0, { frames: before });
    expect(goesOn(door, 1, { frames: after })).toBe(isOn);
  },
);
