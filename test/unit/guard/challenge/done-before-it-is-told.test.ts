import { expect, it } from "vitest";
import { ChallengingDoor } from "../../../fakes/challenging-door.ts";

/**
 * What comes of a head that moved so, from 100 ms after the end of the prompt on, before the guard was told that the prompt
 * was over: how many turns are made, or "failed".
 */
function made(...yaws: readonly number[]): number | "failed" {
  const door = new ChallengingDoor("turn-head");
  door.begin();
  door.hold(0, 10);
  door.hold(0, 10);
  const { id, prompts } = door.running;
  const endT = door.t;
  for (const yaw of yaws) door.hold(yaw, 1);
  door.guard.observe({ kind: "spoken", challenge: id, prompt: prompts, t: endT });
  if (door.running.attempt > 1) return "failed";
  return door.running.task.kind === "turn-head" ? door.running.task.made : "failed";
}

it("counts a turn, and the way back", () => {
  expect(made(0.5, 0.5, 0.5, 0, 0)).toBe(1);
  expect(made(0.5, 0.5, 0.5, 0)).toBe(0);
});

it("goes by what was done first: to the right side and back, or to the wrong one", () => {
  expect(made(0.5, 0.5, 0.5, 0, 0, -0.5, -0.5)).toBe(1);
  expect(made(0.5, 0.5, 0.5, -0.5, -0.5, 0, 0)).toBe("failed");
  expect(made(0.5, 0.5, 0.5, -0.35, -0.35, 0, 0)).toBe("failed");
  expect(made(-0.5, -0.5, 0.5, 0.5, 0.5, 0, 0)).toBe("failed");
  expect(made(-0.35, -0.35, 0.5, 0.5, 0.5, 0, 0)).toBe("failed");
  expect(made(0.5, 0.5, 0.5, 0, 0, 0.5, -0.5, 0)).toBe(1);
});

it("takes no look of the turn for one of the way back", () => {
  expect(made(0.5, 0.5, 0.5, 0, -0.5)).toBe(0);
});
