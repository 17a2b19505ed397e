import { expect, test } from "vitest";
import { AskingStand } from "../../../../fakes/asking-stand.ts";

test("a camera that falls silent ends the challenge although nothing else happens", async () => {
  const stand = new AskingStand("say-code");
  stand.begin();
  await stand.clock.advanceSettled(2_500);
  expect(stand.outcome).toMatchObject({
    code: "CHALLENGE_FAILED",
    reason: expect.stringContaining("Camera front_door showed nothing for a while.") as string,
  });
});

test("whoever says nothing is asked once more, and is denied then", async () => {
  const stand = new AskingStand("say-code");
  stand.begin();
  for (let attempt = 1; attempt <= 2; attempt += 1) {
    await stand.wait(1_000);
    await stand.hush();
    expect(stand.outcome).toBeNull();
    await stand.wait(9_500);
  }
  expect(stand.outcome).toMatchObject({
    reason: expect.stringContaining("Nobody said the code within 6 s.") as string,
  });
});

test("nothing ticks while nobody is asked", async () => {
  const stand = new AskingStand("say-code");
  expect(stand.clock.pending).toBe(0);
  stand.begin();
  expect(stand.clock.pending).toBe(1);
  await stand.clock.advanceSettled(10_000);
  expect(stand.guard.isAsking).toBe(false);
  expect(stand.clock.pending).toBe(0);
});
