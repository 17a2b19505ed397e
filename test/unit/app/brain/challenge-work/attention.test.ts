import { expect, test } from "vitest";
import { AskingStand } from "../../../../fakes/asking-stand.ts";

/** Until when the camera was last told to look more often. */
function attentiveUntil(stand: AskingStand): number {
  const last = stand.deeds.findLast((deed) => deed.what === "attend");
  if (last?.what !== "attend") throw new Error("the camera was never told to attend");
  return last.untilT;
}

async function asked(kind: "say-code" | "turn-head" = "say-code"): Promise<AskingStand> {
  const stand = new AskingStand(kind);
  stand.begin();
  await stand.wait(1_500);
  return stand;
}

test("the camera of that door looks more often while somebody is asked", async () => {
  const stand = await asked();
  const attends = stand.deeds.filter(({ what }) => what === "attend");
  expect(attends).toMatchObject([{ camera: "front_door", fps: 15 }]);
  expect(attentiveUntil(stand)).toBeGreaterThan(stand.t + 30_000);
});

test("it goes back to its own pace when the challenge is passed", async () => {
  const stand = await asked();
  await stand.hush();
  await stand.answers(stand.code);
  expect(stand.told.map(({ name }) => name)).toContain("challenge.passed");
  expect(attentiveUntil(stand)).toBeLessThanOrEqual(stand.t);
});

test("it goes back to its own pace when the last attempt has failed", async () => {
  const stand = await asked();
  for (let attempt = 1; attempt <= 2; attempt += 1) {
    await stand.wait(1_000);
    await stand.hush();
    await stand.answers("something else");
  }
  expect(stand.outcome).toMatchObject({ code: "CHALLENGE_FAILED" });
  expect(attentiveUntil(stand)).toBeLessThanOrEqual(stand.t);
});

test("it goes on looking while another attempt is made", async () => {
  const stand = await asked();
  await stand.hush();
  await stand.answers("something else");
  expect(stand.outcome).toBeNull();
  expect(attentiveUntil(stand)).toBeGreaterThan(stand.t + 30_000);
});

test("it goes back to its own pace when nobody answers in time", async () => {
  const stand = await asked("turn-head");
  await stand.hush();
  await stand.wait(10_000);
  await stand.hush();
  await stand.wait(10_000);
  expect(stand.outcome).toMatchObject({ code: "CHALLENGE_FAILED" });
  expect(attentiveUntil(stand)).toBeLessThanOrEqual(stand.t);
});

test("it goes back to its own pace when the daemon stops", async () => {
  const stand = await asked();
  stand.guard.endChallenges("Gatehouse is stopping.");
  expect(attentiveUntil(stand)).toBe(stand.t);
});
