import { expect, it } from "vitest";
import type { SpokenAnswer } from "../../../../src/events/spoken-answer.ts";
import { withAnswer } from "../../../../src/guard/challenge/say-code.ts";
import { ChallengingDoor } from "../../../fakes/challenging-door.ts";

/** A door whose prompt has just been said. */
function asked(): ChallengingDoor {
  const door = new ChallengingDoor();
  door.begin();
  door.prompted();
  return door;
}

/** Whether an answer counts that lasts from 500 ms after the prompt to 1.5 s after it, but for `about`, heard 2 s after it. */
function counts(about: (promptedT: number) => Partial<SpokenAnswer>): boolean {
  const door = asked();
  const { t } = door;
  const usual = door.heard("yellow elephant", { startT: t + 500, endT: t + 1_500 });
  return withAnswer(door.running, { ...usual, ...about(t) }, t + 2_000) !== null;
}

it("counts when it begins within six seconds of the prompt's end, and lasts no longer than six", () => {
  expect(counts(() => ({}))).toBe(true);
  expect(counts((t) => ({ startT: t + 1 }))).toBe(true);
  const door = asked();
  const { t } = door;
  const long = door.heard("yellow elephant", { startT: t + 6_000, endT: t + 12_000 });
  expect(withAnswer(door.running, long, t + 12_000)).not.toBeNull();
  expect(withAnswer(door.running, { ...long, startT: t + 5_999 }, t + 12_000)).toBeNull();
  expect(withAnswer(door.running, { ...long, startT: t + 6_001 }, t + 12_000)).toBeNull();
});

it.each<[string, (promptedT: number) => Partial<SpokenAnswer>]>([
  ["begins when the prompt ends", (t) => ({ startT: t })],
  ["ends when it begins", (t) => ({ startT: t + 500, endT: t + 500 })],
  ["ends before it begins", (t) => ({ startT: t + 500, endT: t + 400 })],
  ["ends in the future", (t) => ({ endT: t + 2_001 })],
  ["has no begin", () => ({ startT: Number.NaN })],
  ["has no end", () => ({ endT: Number.NaN })],
  ["is of a microphone that does not hear this door", () => ({ microphone: "garden" })],
  ["is to another challenge", () => ({ question: "another-1" })],
])("does not count when it %s", (_, about) => {
  expect(counts(about)).toBe(false);
});

it("counts up to this very moment", () => {
  expect(counts((t) => ({ endT: t + 2_000 }))).toBe(true);
});

it("counts only while an answer is awaited", () => {
  const door = new ChallengingDoor();
  door.begin();
  door.wait(1_500);
  const early = door.heard("yellow elephant", { startT: door.t - 500 });
  expect(withAnswer(door.running, early, door.t)).toBeNull();
});

it("opens nothing when it is to the attempt before", () => {
  const door = asked();
  const first = door.heard("", { startT: door.t }).question;
  door.answer("purple giraffe");
  door.prompted();
  door.answer("yellow elephant", { question: first });
  expect(door.journalled()).toBe("waits");
  door.answer("yellow elephant");
  expect(door.journalled()).toBe("allowed");
});

it("counts once for each microphone: there is no second guess", () => {
  const door = new ChallengingDoor("say-code", { microphones: ["hall", "porch"] });
  door.begin();
  door.prompted();
  door.answer("purple giraffe");
  door.answer("yellow elephant");
  // The porch has not said yet what it has heard.
  expect(door.journalled()).toBe("waits");
  expect(door.running).toMatchObject({ attempt: 1, stage: { name: "awaiting" } });
  door.answer("yellow elephant", { microphone: "porch" });
  expect(door.journalled()).toBe("allowed");
});

it("is wrong once every microphone has heard something else", () => {
  const door = new ChallengingDoor("say-code", { microphones: ["hall", "porch"] });
  door.begin();
  door.prompted();
  door.answer("purple giraffe");
  door.answer("purple giraffe", { microphone: "porch" });
  expect(door.running.attempt).toBe(2);
});

it.each([
  [13_600, 1],
  [13_700, 2],
])("is awaited of every microphone for as long as one may last: %d ms after a wrong one", (ms, attempt) => {
  const door = new ChallengingDoor("say-code", { microphones: ["hall", "porch"] });
  door.begin();
  door.prompted();
  const { t } = door;
  door.answer("purple giraffe");
  expect(door.t - t).toBe(1_500);
  door.wait(ms - 100);
  expect(door.running.attempt).toBe(attempt);
});

it.each([
  [3, "passed", 1],
  [4, "prompting", 2],
])(
  "counts for nothing where the mouth was not seen for over 0.4 s: %d pictures without it",
  (looks, stage, attempt) => {
    const door = asked();
    door.wait(300);
    const startT = door.t;
    door.wait(500, 0.3);
    for (let hidden = 0; hidden < looks; hidden += 1) {
      door.clock.advance(100);
      door.look(0, { mouthOpening: null });
    }
    door.wait(500, 0.3);
    door.says("yellow elephant", { startT });
    expect(door.running).toMatchObject({ stage: { name: stage }, attempt });
  },
);

it("is judged only when pictures of all of it are there", () => {
  const door = asked();
  door.wait(300);
  const startT = door.t;
  door.wait(1_000, 0.3);
  door.clock.advance(50);
  door.says("yellow elephant", { startT });
  expect(door.running.stage.name).toBe("awaiting");
  door.wait(100);
  expect(door.journalled()).toBe("allowed");
});

it("does not count when the microphone that heard it is lost before it is judged", () => {
  const door = new ChallengingDoor("say-code", { microphones: ["hall", "porch"] });
  door.begin();
  door.prompted();
  door.wait(300);
  const startT = door.t;
  door.wait(1_000, 0.3);
  door.clock.advance(50);
  door.says("yellow elephant", { startT });
  door.loses("microphone:hall");
  door.wait(300);
  expect(door.journalled()).toBe("waits");
});

it.each([
  [9_000, "awaiting", 1],
  [9_100, "prompting", 2],
])(
  "is awaited for six seconds, and the microphone's word for three more: after %d ms",
  (ms, stage, attempt) => {
    const door = asked();
    door.wait(ms);
    expect(door.running).toMatchObject({ attempt, stage: { name: stage } });
  },
);
