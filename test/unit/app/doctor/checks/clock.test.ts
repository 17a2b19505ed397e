import { expect, test } from "vitest";
import { clockAdvice } from "../../../../../src/app/doctor/checks/clock.ts";

const DAY = 86_400_000;
const question = { at: 100 * DAY, madeAt: 50 * DAY, newestAt: 99 * DAY, timeZone: "UTC" };
const advice = (changes: Partial<typeof question>, synchronized: boolean | null = true): string[] =>
  clockAdvice({ ...question, ...changes }, synchronized).map(({ severity, text }) => `${severity}: ${text}`);
const only = (text: string) => [expect.stringContaining(text) as string];

test("a clock that can be right is well, whether or not anybody knows that it is kept so", () => {
  expect(advice({})).toEqual([]);
  expect(advice({}, null)).toEqual([]);
  expect(advice({ newestAt: question.at + 4000 })).toEqual([]);
});

test("a clock before the program was made, or behind the journal, is a problem", () => {
  expect(advice({ at: 0, newestAt: 0 })).toEqual(only("problem: the clock is behind the day"));
  expect(advice({ newestAt: question.at + 60_000 })).toEqual(only("problem: the clock is 60 s behind"));
});

test("a clock that nothing sets is warned about", () => {
  expect(advice({}, false)).toEqual(only("warning: nothing sets the clock"));
});
