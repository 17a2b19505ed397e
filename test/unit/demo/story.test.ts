import { expect, test } from "vitest";
import type { GatehouseEvent } from "../../../src/events/catalogue.ts";
import { GatehouseEvent as Catalogue } from "../../../src/events/catalogue.ts";
import { add, BEGINNING, missing, STEPS, tell, type Story } from "../../../src/app/demo/story.ts";
import { WHOLE_STORY } from "../../fakes/demo-events.ts";

const tellAll = (events: readonly GatehouseEvent[]): Story => events.reduce(tell, BEGINNING);
const without = (name: GatehouseEvent["name"]): GatehouseEvent[] =>
  WHOLE_STORY.filter((event) => event.name !== name);
const names = (story: Story): string[] => story.steps.map((step) => step.step);

test("the events of the sample story are real events", () => {
  for (const event of WHOLE_STORY) expect(Catalogue.safeParse(event).error).toBeUndefined();
});

test("the whole story lacks only what the daemon cannot tell", () => {
  const story = tellAll(WHOLE_STORY);
  expect(names(story)).toEqual([
    "command-heard",
    "mode-sentry",
    "family-recognized",
    "door-unlocked",
    "door-locked-again",
    "stranger-noticed",
    "stranger-recorded",
  ]);
  expect(missing(story, STEPS)).toEqual(["started", "clip-plays", "question-answered"]);
  expect(story.unlock).toBe("r1");
});

test("a door that was never unlocked does not count as locked again", () => {
  expect(names(tellAll(without("request.completed")))).not.toContain("door-locked-again");
});

test("an unlock before anybody was recognised is not part of this story", () => {
  const story = tellAll(without("face.recognized"));
  expect(names(story)).not.toContain("door-unlocked");
});

test("a mode that somebody else switched on is not the spoken command's", () => {
  expect(names(tellAll(without("voice.commanded")))).not.toContain("mode-sentry");
});

test("a recording in which the stranger was not noticed does not count", () => {
  const story = tellAll(without("recording.finished"));
  const clip = WHOLE_STORY.at(-1)!;
  if (clip.name !== "recording.finished") throw new Error("the sample story ends with a recording");
  expect(names(tell(story, { ...clip, startT: clip.startT - 40_000 }))).not.toContain("stranger-recorded");
  expect(names(tell(story, { ...clip, startT: clip.startT + 20_000 }))).not.toContain("stranger-recorded");
  expect(names(tell(story, { ...clip, camera: "garden" }))).not.toContain("stranger-recorded");
  expect(names(tell(story, clip))).toContain("stranger-recorded");
});

test("each step is told once, at its first time", () => {
  const story = add(add(BEGINNING, "started", 1, "first"), "started", 2, "second");
  expect(story.steps).toEqual([{ step: "started", at: 1, detail: "first" }]);
  expect(tellAll([...WHOLE_STORY, ...WHOLE_STORY]).steps).toEqual(tellAll(WHOLE_STORY).steps);
});
