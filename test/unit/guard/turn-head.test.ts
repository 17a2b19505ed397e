import { describe, expect, it } from "vitest";
import { drawTurns, restingYaw } from "../../../src/guard/challenge/turn-head.ts";
import { ChallengingDoor } from "../../fakes/challenging-door.ts";

/** A door that asks for two turns to the left (what is drawn is all zeros), its prompt said. */
function asked(): ChallengingDoor {
  const door = new ChallengingDoor("turn-head");
  expect(door.begin()).toBe("challenged");
  door.hold(0, 11);
  door.prompted();
  return door;
}

function turn(door: ChallengingDoor, yaw: number): void {
  door.hold(yaw / 2, 1);
  door.hold(yaw, 4);
  door.hold(0.05, 4);
}

it("opens for whoever turns as asked, each time, and back", () => {
  const door = asked();
  turn(door, 0.5);
  door.prompted();
  turn(door, 0.5);
  expect(door.journalled()).toBe("allowed");
});

it("reckons from the person's own resting position", () => {
  const door = new ChallengingDoor("turn-head");
  door.begin();
  door.hold(0.2, 11);
  for (let time = 0; time < 2; time += 1) {
    for (let look = 0; look < 15; look += 1) door.hold(0.2, 1);
    door.spoken();
    door.hold(0.6, 4);
    door.hold(0.2, 4);
  }
  expect(door.journalled()).toBe("allowed");
});

it("is not content with one turn of two", () => {
  const door = asked();
  turn(door, 0.5);
  expect(door.journalled()).toBe("waits");
});

describe.each<[string, (door: ChallengingDoor) => void]>([
  ["turns to the other side", (door) => turn(door, -0.5)],
  ["does not turn", (door) => door.hold(0, 45)],
  [
    "turns too little",
    (door) => {
      for (let i = 0; i < 9; i += 1) {
        door.hold(0.3, 3);
        door.hold(0, 2);
      }
    },
  ],
  [
    "turns for two pictures only",
    (door) => {
      for (let i = 0; i < 9; i += 1) {
        door.hold(0.5, 2);
        door.hold(0, 3);
      }
    },
  ],
  ["turns and stays so", (door) => door.hold(0.5, 50)],
  [
    "swings to both sides",
    (door) => {
      door.hold(0.5, 4);
      door.hold(-0.5, 3);
      door.hold(0, 4);
    },
  ],
])("whoever %s", (_, act) => {
  it("is asked once more, and then denied", () => {
    const door = asked();
    act(door);
    expect(door.orders.filter((order) => order.kind === "tell").at(-1)).toBeDefined();
    expect(door.journalled()).toBe("waits");
    door.hold(0, 11);
    door.prompted();
    act(door);
    expect(door.journalled()).toBe("CHALLENGE_FAILED");
  });
});

it("turning before it was said where to is a failure: a recording cannot wait for the question", () => {
  const door = new ChallengingDoor("turn-head");
  door.begin();
  door.hold(0, 10);
  door.hold(0.6, 3);
  door.prompted();
  turn(door, 0.5);
  door.prompted();
  turn(door, 0.5);
  expect(door.journalled()).not.toBe("allowed");
});

it("draws two or three turns, each to either side", () => {
  const drawn = new Set<string>();
  for (let seed = 0; seed < 64; seed += 1) {
    let bits = seed;
    const { turns } = drawTurns(() => {
      const bit = bits % 2;
      bits >>= 1;
      return bit / 2;
    });
    drawn.add(turns.join(" "));
  }
  expect([...drawn].filter((turns) => turns.split(" ").length === 2)).toHaveLength(4);
  expect([...drawn].filter((turns) => turns.split(" ").length === 3)).toHaveLength(8);
});

it("knows a resting position only from enough looks, near enough to straight", () => {
  const samples = (yaw: number, count: number) =>
    Array.from({ length: count }, (_, i) => ({ t: 1_000 - i * 100, yaw, opening: 0 }));
  expect(restingYaw(samples(0.2, 6), 1_000)).toBe(0.2);
  expect(restingYaw(samples(0.2, 4), 1_000)).toBe(0.2);
  expect(restingYaw(samples(0.2, 3), 1_000)).toBeNull();
  expect(restingYaw(samples(0.5, 4), 1_000)).toBe(0.5);
  expect(restingYaw(samples(0.6, 6), 1_000)).toBeNull();
});

it("takes the middle of the last second for it, of an even number of looks the lower middle", () => {
  const at = (yaws: readonly (number | null)[]) =>
    yaws.map((yaw, i) => ({ t: 100 + i * 100, yaw, opening: 0 }));
  expect(restingYaw(at([0.4, 0.1, 0.3, 0.2]), 400)).toBe(0.2);
  expect(restingYaw(at([0.4, null, 0.1, 0.3, 0.2, null]), 600)).toBe(0.2);
  // The first is a whole second old by then, the last is later.
  expect(restingYaw(at([0.4, 0.4, 0.1, 0.1, 0.1, 0.1, 0.4]), 600)).toBe(0.1);
  expect(restingYaw(at([0.4, 0.2, 0.2, 0.3, 0.4]), 1_100)).toBe(0.2);
  expect(restingYaw(at([0.1, 0.1, 0.1, 0.1, 0.4, 0.4, 0.4, 0.4, 0.4]), 400)).toBe(0.1);
});
