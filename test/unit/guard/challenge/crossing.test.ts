import { expect, it } from "vitest";
import type { TrackSighting } from "../../../../src/events/sighting.ts";
import { ChallengingDoor } from "../../../fakes/challenging-door.ts";
import { stranger } from "../../../fakes/guard-world.ts";

/** Whether the challenge goes on when a face comes to this place; Ana's is at 0.4, 0.2 and measures 0.2 by 0.4. */
function goesOn(box: TrackSighting["box"], changes: Partial<TrackSighting> = {}): boolean {
  const door = new ChallengingDoor("say-code", { factor: { alone: false } });
  door.begin();
  door.clock.advance(100);
  door.look(0, {}, [stranger({ box, ...changes })]);
  return door.running.stage.name !== "failed";
}

it.each<[string, TrackSighting["box"], boolean]>([
  ["the very place", [0.4, 0.2, 0.2, 0.4], false],
  ["a place a little to the right", [0.55, 0.2, 0.2, 0.4], false],
  ["a place that shares a tenth of the width", [0.58, 0.2, 0.2, 0.4], true],
  ["a place that touches at the right", [0.6, 0.2, 0.2, 0.4], true],
  ["a place that touches at the left", [0.2, 0.2, 0.2, 0.4], true],
  ["a place right below", [0.4, 0.6, 0.2, 0.4], true],
  ["a place a little below", [0.4, 0.5, 0.2, 0.4], false],
  ["a place a little above", [0.4, 0, 0.2, 0.3], false],
  ["a small place within", [0.5, 0.3, 0.02, 0.04], false],
  ["a small place a quarter of which is within", [0.595, 0.3, 0.02, 0.04], false],
  ["a small place a seventh of which is within", [0.597, 0.3, 0.02, 0.04], true],
  ["a place diagonally below", [0.75, 0.75, 0.2, 0.2], true],
  ["a large place over a quarter of it", [0.55, 0, 0.4, 1], false],
  ["a large place over a tenth of it", [0.58, 0, 0.4, 1], true],
  ["a place on the other side of the picture", [0.75, 0.2, 0.2, 0.4], true],
])("a face that comes to %s", (_, box, isOn) => {
  expect(goesOn(box)).toBe(isOn);
});

it("is no matter of bodies, which have no face to be mistaken", () => {
  expect(goesOn([0.4, 0.2, 0.2, 0.4], { faceWidthPx: 0 })).toBe(true);
});
