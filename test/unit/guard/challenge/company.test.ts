import { expect, it } from "vitest";
import type { TrackSighting } from "../../../../src/events/sighting.ts";
import { ChallengingDoor } from "../../../fakes/challenging-door.ts";
import { stranger, track } from "../../../fakes/guard-world.ts";

/** At the other side of the picture. */
const box: TrackSighting["box"] = [0.7, 0.2, 0.2, 0.4];
const eva = track({ track: 9, person: "Eva", box });

/** Whether the challenge goes on when `others` come while Ana is asked. */
function goesOn(others: readonly TrackSighting[], door = new ChallengingDoor()): boolean {
  door.begin();
  door.prompted();
  door.clock.advance(100);
  door.look(0, {}, others);
  if (door.journalled() !== "waits") return false;
  door.answer("yellow elephant");
  return door.journalled() === "allowed";
}

it.each<[string, TrackSighting]>([
  ["undecided", stranger({ box })],
  ["unknown", stranger({ box, identity: "unknown" })],
  ["taken for a picture", stranger({ box, identity: "spoofed" })],
  ["found without a face", stranger({ box, faceWidthPx: 0, lastLookT: null })],
  ["found without a face right behind Ana", stranger({ faceWidthPx: 0, lastLookT: null })],
  ["taken for Ana too", track({ track: 9, box })],
])("ends when somebody comes who is %s, if the policy wants Ana alone", (_, other) => {
  expect(goesOn([other])).toBe(false);
});

it("goes on when somebody of the house comes, or a stranger stays outside the zone", () => {
  expect(goesOn([eva])).toBe(true);
  expect(goesOn([stranger({ box, zones: ["street"] })])).toBe(true);
});

it("goes on when a stranger comes, if the policy does not mind", () => {
  expect(goesOn([stranger({ box })], new ChallengingDoor("say-code", { factor: { alone: false } }))).toBe(
    true,
  );
});

it("ends when another face may be taken for Ana's, whoever it is and whatever the policy", () => {
  for (const other of [eva, stranger()]) {
    const door = new ChallengingDoor("say-code", { factor: { alone: false } });
    expect(goesOn([{ ...other, box: [0.45, 0.2, 0.2, 0.4] }], door)).toBe(false);
  }
});

it("opens nothing when a stranger comes after it was passed, and before it is judged", () => {
  const door = new ChallengingDoor();
  door.begin();
  door.prompted();
  door.answer("yellow elephant");
  door.look(0, {}, [stranger({ box })]);
  expect(door.journalled()).toBe("NOT_ALONE");
});

it("opens nothing, and asks nothing more, when a stranger stood there a moment before it was judged", () => {
  const door = new ChallengingDoor();
  door.begin();
  door.prompted();
  door.answer("yellow elephant");
  door.look(0, {}, [stranger({ box })]);
  door.wait(400);
  expect(door.journalled()).toBe("NOT_ALONE");
  expect(door.guard.isAsking).toBe(false);
});
