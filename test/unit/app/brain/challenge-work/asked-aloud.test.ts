import { expect, test } from "vitest";
import { AskingStand } from "../../../../fakes/asking-stand.ts";

const NEAR = { replay: false, near: ["front_door"] };
const ELSEWHERE = { replay: false, near: ["garden"] };

test("microphones are asked when the prompt has been spoken to its end, and not before", async () => {
  const stand = new AskingStand("say-code");
  expect(stand.begin()).toBe("challenged");
  await stand.wait(3_000);
  expect(stand.questions).toEqual([]);
  await stand.hush();
  expect(stand.deeds.map(({ what }) => what)).toEqual([
    "attend",
    "begins to speak",
    "has spoken",
    "question",
  ]);
  expect(stand.questions[0]).toMatchObject({ fromT: stand.t, untilT: stand.t + 6_000 });
});

test("the microphones of that door are asked, and no others", async () => {
  const microphones = { hall: NEAR, porch: NEAR, garden: ELSEWHERE };
  const stand = new AskingStand("say-code", { microphones });
  stand.begin();
  await stand.wait(1_500);
  await stand.hush();
  const asked = stand.deeds.flatMap((deed) => (deed.what === "question" ? [deed.to] : []));
  expect(asked).toEqual(["hall", "porch"]);
});

test("no microphone is told which of the phrases is the right one", async () => {
  const stand = new AskingStand("say-code");
  stand.begin();
  await stand.wait(1_500);
  await stand.hush();
  const [question] = stand.questions;
  expect(question?.phrases.length).toBeGreaterThan(1);
  expect(Object.keys(question ?? {}).sort()).toEqual(["fromT", "phrases", "question", "type", "untilT"]);
});

test("who is to turn the head is asked without a microphone", async () => {
  const stand = new AskingStand("turn-head");
  stand.begin();
  await stand.wait(1_500);
  expect(stand.sentences).toHaveLength(1);
  await stand.hush();
  await stand.wait(1_000);
  expect(stand.questions).toEqual([]);
});
