import { describe, expect, test } from "vitest";
import { courseAfter, directionOf, type Course } from "../../../../src/perception/vision/course.ts";
import type { PixelBox } from "../../../../src/perception/vision/pixel-box.ts";
import { seededRandom } from "../../../../src/app/evaluate/sway.ts";

const PICTURE = { width: 640, height: 480 };

/** A body whose feet stand at the middle of the picture's lower part. */
const standing = (height: number, width = height * 0.4): PixelBox => ({
  x: 320 - width / 2,
  y: 440 - height,
  width,
  height,
});

/** What is said from second to second, in order, each answer once; `at` gives the box of a moment, null: not found. */
function said(
  seconds: number,
  at: (second: number) => PixelBox | null,
  everyMs = 200,
): { second: number; direction: string }[] {
  let course: Course | null = null;
  const answers: { second: number; direction: string }[] = [];
  for (let t = 0; t <= seconds * 1000; t += everyMs) {
    const box = at(t / 1000);
    if (box === null) continue;
    course = courseAfter(course, box, { ...PICTURE, t });
    const direction = course === null ? null : directionOf(course);
    if (direction !== null && answers.at(-1)?.direction !== direction)
      answers.push({ second: t / 1000, direction });
  }
  return answers;
}
const directions = (...walk: Parameters<typeof said>): string[] =>
  said(...walk).map(({ direction }) => direction);

/** Height in pixels of somebody who walks up from `from` metres, 200 px tall at 3 m. */
const walkingUp =
  (from: number, metresPerSecond: number) =>
  (second: number): PixelBox =>
    standing(600 / Math.max(1.6, from - metresPerSecond * second));

describe("somebody who walks up to the camera", () => {
  test.each([
    [4, 1.2, 200],
    [4, 1.2, 100],
    [4, 1.2, 400],
    [6, 1.2, 200],
    [6, 0.6, 200],
    [8, 1, 200],
  ])("from %d m at %d m/s is approaching, within three seconds, seen every %d ms", (from, speed, everyMs) => {
    const answers = said((from - 1.6) / speed + 5, walkingUp(from, speed), everyMs);
    expect(answers.map(({ direction }) => direction)).toEqual(["approaching"]);
    expect(answers[0]?.second).toBeGreaterThanOrEqual(1);
    expect(answers[0]?.second).toBeLessThanOrEqual(3);
  });

  test("and away again has turned once", () => {
    const there = walkingUp(5, 1.2);
    expect(directions(10, (second) => there(second < 5 ? second : 10 - second))).toEqual([
      "approaching",
      "leaving",
    ]);
  });

  test("is approaching although the detector's boxes are 5 % off", () => {
    const noise = gaussian(0.05);
    const box = walkingUp(5, 1.2);
    const noisy = (second: number): PixelBox => {
      const { width, height } = box(second);
      return standing(height * Math.exp(noise()), width * Math.exp(noise()));
    };
    expect(directions(3, noisy)).toEqual(["approaching"]);
  });
});

describe("nothing is said of", () => {
  test("somebody who stands for ten minutes, with boxes that are 5 % off", () => {
    const noise = gaussian(0.05);
    expect(directions(600, () => standing(300 * Math.exp(noise()), 120 * Math.exp(noise())))).toEqual([]);
  });

  test("somebody who walks across with a swinging step", () => {
    const across = (second: number): PixelBox => {
      const box = standing(250, 110 * (1 + 0.35 * Math.sin(2 * Math.PI * second)));
      return { ...box, x: 20 + 110 * second };
    };
    expect(directions(4, across)).toEqual([]);
  });

  test("somebody who slowly turns, or bends down", () => {
    const part = (second: number): number => Math.min(1, second / 2);
    expect(directions(6, (second) => standing(300, 80 * 1.8 ** part(second)))).toEqual([]);
    expect(directions(6, (second) => standing(300 * 0.6 ** part(second), 120))).toEqual([]);
  });

  test("a box that is larger all at once: another person, or two taken for one", () => {
    expect(directions(6, (second) => standing(second < 2 ? 200 : 320))).toEqual([]);
  });

  test("somebody whose box the picture's edge cuts: who steps in from below grows while they walk away", () => {
    const steppingIn = (second: number): PixelBox => {
      const height = 100 + 160 * Math.min(2, second);
      return { x: 250, y: 480 - height, width: 90 + 50 * Math.min(2, second), height };
    };
    expect(directions(6, steppingIn)).toEqual([]);
  });

  test("a box from before a gap: it may have been somebody else's", () => {
    expect(
      directions(3, (second) => (second < 1 ? standing(150) : second > 2.1 ? standing(300) : null)),
    ).toEqual([]);
  });
});

function gaussian(deviation: number): () => number {
  const random = seededRandom(7);
  return () => deviation * Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
