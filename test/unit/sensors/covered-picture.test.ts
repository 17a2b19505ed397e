import { describe, expect, test } from "vitest";
import { CoveredPicture, shareThatShows } from "../../../src/sensors/covered-picture.ts";
import { pictureFault } from "../../../src/sensors/picture-fault.ts";

const [width, height] = [320, 180];

/** A picture whose brightness at a place is what `at` says, with noise. */
function picture(at: (x: number, y: number) => number, noise = 6): Parameters<typeof shareThatShows>[0] {
  const data = new Uint8Array(width * height * 3);
  let seed = 1;
  for (let i = 0; i < width * height; i += 1) {
    seed = (seed * 16_807) % 2_147_483_647;
    const value = at(i % width, Math.floor(i / width)) + (seed / 2_147_483_647 - 0.5) * 2 * noise;
    data.fill(Math.max(0, Math.min(255, value)), i * 3, i * 3 + 3);
  }
  return { width, height, data };
}

/** Things of all sizes, in this light. */
const scene = (light: number, noise?: number) =>
  picture((x, y) => light * (120 + 60 * Math.sin(x / 7) * Math.cos(y / 11) + (x % 50 < 20 ? 50 : 0)), noise);
const black = picture(() => 3, 12);
const hand = picture((x, y) => 20 + x / 3 + y / 4);
const white = picture(() => 250);

/** Whether it is covered at each of these pictures, five a second. */
function watched(...shown: readonly (readonly [seconds: number, ReturnType<typeof picture>])[]): boolean[] {
  const covered = new CoveredPicture();
  let t = 0;
  return shown.flatMap(([seconds, one]) =>
    Array.from({ length: seconds * 5 }, () => covered.observe(one, (t += 200))),
  );
}

describe("a picture that suddenly shows nothing", () => {
  test.each([
    ["black, with the noise of the dark", black],
    ["a hand through which some light falls", hand],
    ["white", white],
  ])("is covered after three seconds, and not any more when it shows something: %s", (_, cover) => {
    const seen = watched([5, scene(1)], [6, cover], [1, scene(1)]);
    expect(seen.indexOf(true)).toBe(25 + 16);
    expect(seen.lastIndexOf(true)).toBe(25 + 30 - 1);
    expect(seen.filter(Boolean)).toHaveLength(14);
  });

  test("is covered however little it showed in the evening", () => {
    expect(watched([5, scene(0.3)], [6, black])).toContain(true);
  });
});

describe("what is no cover", () => {
  test("the switch between day and night, which blinds the camera for a moment", () => {
    expect(watched([5, scene(1)], [3, white], [5, scene(0.5)], [3, black], [5, scene(1)])).not.toContain(
      true,
    );
  });

  test("dusk, to the last light and to black night", () => {
    const dusk = Array.from({ length: 60 }, (_, step) => [10, scene(0.92 ** step, 12)] as const);
    expect(watched(...dusk, [60, black])).not.toContain(true);
  });

  test("a camera that starts in the dark", () => {
    expect(watched([60, black])).not.toContain(true);
  });
});

test("brightness is no matter, and neither is noise", () => {
  expect(shareThatShows(scene(1))).toBeGreaterThan(0.3);
  expect(shareThatShows(scene(0.3))).toBeGreaterThan(0.08);
  for (const cover of [black, hand, white]) expect(shareThatShows(cover)).toBeLessThan(0.02);
});

test("what is wrong with a picture is said in words", () => {
  const well = { lagMs: 0, frozen: false, covered: false, leapt: false };
  expect(pictureFault(well)).toBeNull();
  expect(pictureFault({ ...well, frozen: true })).toBe("its picture is frozen");
  expect(pictureFault({ ...well, frozen: true, covered: true })).toContain("the lens is covered");
  expect(pictureFault({ ...well, leapt: true })).toContain("its clock leapt");
});
