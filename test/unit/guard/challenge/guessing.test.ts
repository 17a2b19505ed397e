import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import type { Side } from "../../../../src/guard/challenge/challenge.ts";
import { ATTEMPTS } from "../../../../src/guard/challenge/measures.ts";
import { drawTurns } from "../../../../src/guard/challenge/turn-head.ts";
import { CODE_WORDS } from "../../../../src/guard/challenge/words.ts";
import { ChallengingDoor } from "../../../fakes/challenging-door.ts";

const HOUR_MS = 3_600_000;
/** How often one word wrong was taken for the code: `bench/say-code.mjs`, in docs/evaluation.md. */
const ONE_WORD_WRONG = 1 / 60;

const safety = readFileSync(new URL("../../../../docs/safety.md", import.meta.url), "utf8").replaceAll(
  /\s+/g,
  " ",
);
const evaluation = readFileSync(new URL("../../../../docs/evaluation.md", import.meta.url), "utf8");

/** The attempts that somebody has in each of so many hours who fails at once, and tries again as soon as it is possible. */
function attemptsByHour(hours: number): number[] {
  const door = new ChallengingDoor();
  const { t } = door;
  const attempts = Array.from({ length: hours }, () => 0);
  while (door.t - t < hours * HOUR_MS) {
    if (door.asks() === "challenged") {
      attempts[Math.floor((door.t - t) / HOUR_MS)]! += ATTEMPTS;
      door.see({ frozen: true });
      expect(door.journalled()).toBe("CHALLENGE_FAILED");
    }
    // Every wait is so many times as long.
    door.clock.advance(30_000);
  }
  return attempts;
}

function expectSaid(sentence: string): void {
  expect({ sentence, isSaid: safety.includes(sentence) }).toEqual({ sentence, isSaid: true });
}

const chance = (attempts: number, each: number): string =>
  `${((1 - (1 - each) ** attempts) * 100).toFixed(1)} %`;

it("says how many codes there are, and how often a guess is right in an hour and in a day", () => {
  expect(new Set(CODE_WORDS).size).toBe(64);
  const codes = CODE_WORDS.length * (CODE_WORDS.length - 1);
  expectSaid(`two different words of ${CODE_WORDS.length}: there are ${codes.toLocaleString("en")}.`);
  const [first = 0, ...later] = attemptsByHour(24);
  const most = Math.max(...later);
  expectSaid(`at most ${first} attempts in the first hour, ${most} in each later one`);
  const day = first + later.reduce((sum, attempts) => sum + attempts, 0);
  expectSaid(
    `once in ${codes.toLocaleString("en")} attempts: ${chance(first, 1 / codes)} in the first hour, ` +
      `${chance(most, 1 / codes)} in each later one, ${chance(day, 1 / codes)} in a day without a break.`,
  );
});

it("says what it comes to if one word of two is taken for the code as often as it was on recordings", () => {
  expect(evaluation).toMatch(/\| one word wrong +\| 1 of 60 +\|/);
  const words = CODE_WORDS.length;
  const codes = words * (words - 1);
  // Either word is right, and the other one is none of the two.
  const half = (2 * (words - 2)) / codes;
  const once = Math.round(1 / (1 / codes + half * ONE_WORD_WRONG) / 100) * 100;
  expectSaid(`which would make it about once in ${once.toLocaleString("en")}.`);
});

it("says how often turns that are made blindly are the ones that are asked for", () => {
  const sides: readonly Side[] = ["left", "right"];
  const draws = [0, 0.5].flatMap((count) =>
    [0, 0.5].flatMap((a) => [0, 0.5].flatMap((b) => [0, 0.5].map((c) => [count, a, b, c]))),
  );
  const drawn = draws.map((values) => drawTurns(() => values.shift() ?? 0).turns.join());
  // Whatever a recording does in its three turns, it is right if what is asked for begins so.
  for (const made of sides.flatMap((a) => sides.flatMap((b) => sides.map((c) => [a, b, c])))) {
    const right = drawn.filter((asked) => made.join().startsWith(asked)).length / drawn.length;
    expectSaid(`right by chance in ${Math.round(right * 100)} of 100 attempts`);
  }
});
