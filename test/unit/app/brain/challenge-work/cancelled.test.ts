import { expect, it } from "vitest";
import { AskingStand } from "../../../../fakes/asking-stand.ts";

it.each(["say-code", "turn-head"] as const)("ends %s when somebody there cancels it", async (kind) => {
  const stand = new AskingStand(kind);
  expect(stand.begin()).toBe("challenged");
  await stand.wait(1_000);
  await stand.hush();
  stand.guard.cancelAt("hall");
  await stand.wait(500);
  expect(stand.outcome).toMatchObject({ outcome: "denied", code: "CHALLENGE_FAILED" });
  expect(stand.told.at(-1)).toMatchObject({
    name: "challenge.failed",
    why: "Somebody cancelled it.",
    last: true,
  });
  expect(stand.guard.isAsking).toBe(false);
});

it("goes on when somebody cancels at a microphone of another door", async () => {
  const stand = new AskingStand("say-code");
  stand.begin();
  await stand.wait(1_000);
  await stand.hush();
  stand.guard.cancelAt("garage");
  await stand.wait(200);
  expect(stand.outcome).toBeNull();
  expect(stand.guard.isAsking).toBe(true);
});
