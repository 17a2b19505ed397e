import { beforeEach, expect, test } from "vitest";
import { MicrophoneStates } from "../../../../src/app/brain/microphone-states.ts";

let told: string[];
let states: MicrophoneStates;

beforeEach(() => {
  told = [];
  states = new MicrophoneStates((microphone, state) => told.push(`${microphone} ${state}`));
});

test("each change is told once", () => {
  states.attends("hall", "idle");
  states.attends("hall", "listening");
  states.attends("hall", "listening");
  states.attends("porch", "thinking");
  states.attends("hall", "idle");
  expect(told).toEqual(["hall listening", "porch thinking", "hall idle"]);
});

test("while Gatehouse speaks every microphone is speaking, and then what it is", () => {
  states.attends("hall", "idle");
  states.attends("porch", "idle");
  states.speaks(true);
  states.attends("hall", "listening");
  states.speaks(false);
  expect(told).toEqual(["hall speaking", "porch speaking", "hall listening", "porch idle"]);
});
