import { beforeEach, expect, test } from "vitest";
import { HeadStart } from "../../../../src/perception/voice/head-start.ts";
import type { Recognition } from "../../../../src/perception/voice/ports.ts";

const SOUND = Int16Array.of(1, 2, 3);
const COPY = Int16Array.of(1, 2, 3);
const LONGER = Int16Array.of(1, 2, 3, 4);

let asked: [length: number, expectation: string][];
let fails: boolean;
let ahead: HeadStart;

beforeEach(() => {
  asked = [];
  fails = false;
  ahead = new HeadStart({
    recognise: (samples, expectation): Promise<Recognition> => {
      asked.push([samples.length, expectation]);
      if (fails) return Promise.reject(new Error("no grammar"));
      const none = { words: [], afterOtherSpeech: false, score: asked.length, loopScore: 0, loopFrames: 0 };
      return Promise.resolve({ ...none, decodeMs: 0, rejectMs: 0 });
    },
  });
});

test("what was begun with the same sound is not begun again", async () => {
  ahead.begin(SOUND, "addressed");
  expect((await ahead.recognise(COPY, "addressed")).score).toBe(1);
  expect(asked).toEqual([[3, "addressed"]]);
});

test("it counts once", async () => {
  ahead.begin(SOUND, "addressed");
  await ahead.recognise(COPY, "addressed");
  await ahead.recognise(COPY, "addressed");
  expect(asked).toHaveLength(2);
});

test.each([
  ["more was said", LONGER, "addressed"],
  ["something else may be said by now", COPY, "command"],
] as const)("it was in vain if %s", async (_, samples, expectation) => {
  ahead.begin(SOUND, "addressed");
  expect((await ahead.recognise(samples, expectation)).score).toBe(2);
});

test("it was in vain if there are new sentences", async () => {
  ahead.begin(SOUND, "addressed");
  ahead.forget();
  expect((await ahead.recognise(COPY, "addressed")).score).toBe(2);
});

test("a failure is told to whoever asks, and to nobody else", async () => {
  fails = true;
  ahead.begin(SOUND, "addressed");
  ahead.begin(LONGER, "addressed");
  await expect(ahead.recognise(LONGER, "addressed")).rejects.toThrow("no grammar");
});
