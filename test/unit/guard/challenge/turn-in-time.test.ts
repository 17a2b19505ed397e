import { expect, it } from "vitest";
import { ChallengingDoor } from "../../../fakes/challenging-door.ts";

/** A door that asks for two turns to the left; the head rests straight, and the first prompt has begun. */
function resting(): ChallengingDoor {
  const door = new ChallengingDoor("turn-head");
  door.begin();
  door.hold(0, 10);
  expect(door.running.stage.name).toBe("prompting");
  return door;
}

function asked(): ChallengingDoor {
  const door = resting();
  door.prompted();
  return door;
}

/** How the first attempt stands: how many turns are made, or "failed". */
function made({ running }: ChallengingDoor): number | string {
  if (running.attempt > 1) return "failed";
  return running.task.kind === "turn-head" ? running.task.made : "no turn was asked for";
}

it("counts no look from before the prompt was over", () => {
  for (const [before, after, turns] of [
    [3, 0, 0],
    [2, 1, 0],
    [1, 2, 0],
    [0, 3, 1],
    [3, 3, 1],
  ] as const) {
    const door = resting();
    door.wait(1_000);
    door.hold(0.5, before);
    door.spoken();
    door.hold(0.5, after);
    door.hold(0, 2);
    expect([before, after, made(door)]).toEqual([before, after, turns]);
  }
});

it.each([
  [{ yaw: 0.35, looks: 3 }, { yaw: 0.15, looks: 2 }, 1],
  [{ yaw: 0.349, looks: 3 }, { yaw: 0.15, looks: 2 }, 0],
  [{ yaw: 0.35, looks: 2 }, { yaw: 0.15, looks: 2 }, 0],
  [{ yaw: 0.35, looks: 3 }, { yaw: 0.151, looks: 2 }, 0],
  [{ yaw: 0.35, looks: 3 }, { yaw: -0.15, looks: 2 }, 1],
  [{ yaw: 0.35, looks: 3 }, { yaw: -0.151, looks: 2 }, 0],
  [{ yaw: 0.35, looks: 3 }, { yaw: 0.15, looks: 1 }, 0],
])("takes %j and then %j for %d turns", (there, back, turns) => {
  const door = asked();
  door.hold(there.yaw, there.looks);
  door.hold(back.yaw, back.looks);
  expect(made(door)).toBe(turns);
});

it.each([
  ["the turn", 3_700, 0, 1],
  ["the turn", 3_800, 0, "failed"],
  ["the return", 0, 3_800, 1],
  ["the return", 0, 3_900, "failed"],
])(
  "gives %s four seconds: a head that waits for %d ms, and stays turned for %d more",
  (_, waitMs, stayMs, turns) => {
    const door = asked();
    door.wait(waitMs);
    door.hold(0.5, 3 + stayMs / 100);
    door.hold(0, 2);
    expect(made(door)).toBe(turns);
  },
);

it("fails as soon as the time is over, whether or not the head is turned then", () => {
  const door = asked();
  door.wait(4_000);
  expect(made(door)).toBe(0);
  door.wait(100);
  expect(made(door)).toBe("failed");
});

it.each([
  ["two looks to the wrong side", [-0.35, -0.35], "failed"],
  ["one look to the wrong side", [-0.35, 0, 0.5, 0.5, 0.5, 0, 0], 1],
  ["a little to the wrong side", [-0.349, -0.349, 0.5, 0.5, 0.5, 0, 0], 1],
  ["the right side first, and then the wrong one", [0.5, 0.5, -0.5, -0.5], "failed"],
  ["the wrong side after the right one", [0.5, 0.5, 0.5, -0.5, -0.5], "failed"],
  ["the wrong side for one look after the right one", [0.5, 0.5, 0.5, -0.5, 0, 0], 1],
])("judges %s", (_, yaws, turns) => {
  const door = asked();
  for (const yaw of yaws) door.hold(yaw, 1);
  expect(made(door)).toBe(turns);
});

it.each([
  [-400, 300, 0],
  [-300, 300, "failed"],
  [-300, 400, 0],
  [100, 200, "failed"],
  [400, 500, 0],
])(
  "wants the head to rest when the first prompt begins: turned %d ms and %d ms after that",
  (one, two, turns) => {
    const door = new ChallengingDoor("turn-head");
    door.begin();
    for (let t = -900; t <= 1_000; t += 100) door.hold(t === one || t === two ? 0.35 : 0, 1);
    door.spoken();
    door.hold(0, 1);
    expect(made(door)).toBe(turns);
  },
);

it("does not take the rest before a turn for the return after it", () => {
  const door = asked();
  door.hold(0, 5);
  door.hold(0.5, 20);
  expect(made(door)).toBe(0);
  door.hold(0, 2);
  expect(made(door)).toBe(1);
});

it("counts the looks in which the face is seen", () => {
  const door = asked();
  for (const yaw of [0.5, null, 0.5, null, 0.5, 0, null, 0]) door.hold(yaw, 1);
  expect(made(door)).toBe(1);
});

it("fails when the face is hidden for over half a second", () => {
  for (const [looks, turns] of [
    [4, 0],
    [5, "failed"],
  ] as const) {
    const door = asked();
    door.hold(null, looks);
    door.hold(0, 1);
    expect([looks, made(door)]).toEqual([looks, turns]);
  }
});

it("asks nothing of a head whose resting position is not known", () => {
  for (const yaw of [0.51, -0.51, null]) {
    const door = new ChallengingDoor("turn-head");
    door.begin();
    door.hold(yaw, 11);
    expect(door.orders.some(({ kind }) => kind === "speak")).toBe(false);
    expect(door.journalled()).toBe("CHALLENGE_FAILED");
  }
});

it("watches the resting head for a second, and no less", () => {
  const door = new ChallengingDoor("turn-head");
  door.begin();
  door.hold(0.2, 9);
  expect(door.running.stage.name).toBe("resting");
  door.hold(0.2, 1);
  expect(door.running).toMatchObject({ stage: { name: "prompting" }, task: { baseline: 0.2 } });
});
