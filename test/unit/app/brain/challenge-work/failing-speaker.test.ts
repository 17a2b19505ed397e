import { expect, test } from "vitest";
import { AskingStand } from "../../../../fakes/asking-stand.ts";

async function asked(): Promise<AskingStand> {
  const stand = new AskingStand("say-code");
  stand.begin();
  await stand.wait(500);
  return stand;
}

test("a speaker that fails denies the request at once, and the reason says what the speaker said", async () => {
  const stand = await asked();
  await stand.hush(new Error("aplay failed: no such device"));
  await stand.wait(300);
  expect(stand.outcome).toMatchObject({
    code: "CHALLENGE_FAILED",
    reason: expect.stringContaining(
      "What was to be asked could not be said: aplay failed: no such device.",
    ) as string,
  });
  expect(stand.guard.isAsking).toBe(false);
});

test("a speaker that never comes to an end denies the request after fifteen seconds", async () => {
  const stand = await asked();
  await stand.wait(14_000);
  expect(stand.outcome).toBeNull();
  await stand.wait(1_500);
  expect(stand.outcome).toMatchObject({
    reason: expect.stringContaining("What was to be asked could not be said in time.") as string,
  });
});

test("a prompt that comes to its end after all opens no question any more", async () => {
  const stand = await asked();
  await stand.wait(16_000);
  await stand.hush();
  await stand.wait(500);
  expect(stand.questions.filter(({ phrases }) => phrases.length > 0)).toEqual([]);
  expect(stand.guard.isAsking).toBe(false);
});
