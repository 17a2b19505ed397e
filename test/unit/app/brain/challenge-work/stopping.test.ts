import { expect, test } from "vitest";
import { settled } from "../../../../fakes/manual-clock.ts";
import { AskingStand } from "../../../../fakes/asking-stand.ts";

async function asked(): Promise<AskingStand> {
  const stand = new AskingStand("say-code");
  stand.begin();
  await stand.wait(1_000);
  return stand;
}

test("a daemon that stops denies what waits, and says why", async () => {
  const stand = await asked();
  stand.guard.endChallenges("Gatehouse is stopping.");
  await settled();
  expect(stand.outcome).toMatchObject({
    code: "CHALLENGE_FAILED",
    reason: expect.stringContaining("Gatehouse is stopping.") as string,
  });
});

test("a question that is open is closed at the microphone", async () => {
  const stand = await asked();
  await stand.hush();
  expect(stand.questions.at(-1)?.phrases).not.toEqual([]);
  stand.guard.endChallenges("Gatehouse is stopping.");
  expect(stand.questions.at(-1)).toMatchObject({ phrases: [] });
});

test("no time passes, and nobody waits to speak, once it has stopped", async () => {
  const stand = await asked();
  let isQuiet = false;
  void stand.work.untilQuiet().then(() => (isQuiet = true));
  await settled();
  expect(isQuiet).toBe(false);
  stand.work.stop();
  await settled();
  expect(isQuiet).toBe(true);
  expect(stand.clock.pending).toBe(0);
});
