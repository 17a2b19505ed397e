import { expect, test } from "vitest";
import type { Raster } from "../../../../src/perception/vision/geometry.ts";
import { passGate, unmoved, type MotionGateState } from "../../../../src/perception/vision/motion-gate.ts";

const WIDTH = 192;
const HEIGHT = 108;
const FRAME_MS = 200;

interface Scene {
  /** Brightness of everything. */
  readonly light?: number;
  /** Half the range of each pixel's noise. */
  readonly noise?: number;
  /** Left edge of something dark that stands in the picture. */
  readonly figureX?: number | null;
}

/** A source of numbers from 0 to 1 that is the same in every run. */
function numbers(): () => number {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const random = numbers();

function picture({ light = 120, noise = 2, figureX = null }: Scene): Raster {
  const data = new Uint8Array(WIDTH * HEIGHT * 3);
  for (let i = 0; i < WIDTH * HEIGHT; i += 1) {
    const x = i % WIDTH;
    const inFigure = figureX !== null && x >= figureX && x < figureX + 16 && i > WIDTH * 50;
    const value = light * (0.6 + (0.4 * x) / WIDTH) * (inFigure ? 0.4 : 1) + (random() * 2 - 1) * noise;
    data.fill(Math.max(0, Math.min(255, Math.round(value))), i * 3, i * 3 + 3);
  }
  return { width: WIDTH, height: HEIGHT, data };
}

/** Shows frame after frame, five a second, and says of each whether it moves and whether it is analysed. */
function show(scenes: readonly Scene[], from: MotionGateState = unmoved, startT = 0, followed = false) {
  let state = from;
  const said: { moving: boolean; analyse: boolean }[] = [];
  scenes.forEach((scene, i) => {
    const passed = passGate(state, picture(scene), { t: startT + i * FRAME_MS, followed });
    state = passed.state;
    said.push({ moving: passed.moving, analyse: passed.analyse });
  });
  return { said, state };
}

const repeat = (count: number, scene: (i: number) => Scene): Scene[] =>
  Array.from({ length: count }, (_, i) => scene(i));
const moving = ({ said }: ReturnType<typeof show>): number => said.filter((frame) => frame.moving).length;
const analysed = ({ said }: ReturnType<typeof show>): number => said.filter((frame) => frame.analyse).length;

test("the first frames, by which it learns the camera's noise, are all analysed", () => {
  const first = show(repeat(50, () => ({})));
  expect(analysed(first)).toBe(50);
});

test("where nothing moves, a frame is analysed every two seconds", () => {
  const settled = show(repeat(60, () => ({})));
  const later = show(
    repeat(100, () => ({})),
    settled.state,
    60 * FRAME_MS,
  );
  expect(moving(later)).toBe(0);
  expect(analysed(later)).toBe(10);
});

test.each([2, 20, 60])("the first frame with something new in it is analysed, at a noise of %i", (noise) => {
  const settled = show(repeat(60, () => ({ noise })));
  const { said } = show([{ noise, figureX: 40 }], settled.state, 60 * FRAME_MS);
  expect(said).toEqual([{ moving: true, analyse: true }]);
});

test("noise that a camera always has is hardly ever taken for motion", () => {
  const settled = show(repeat(80, () => ({ noise: 60 })));
  expect(
    moving(
      show(
        repeat(100, () => ({ noise: 60 })),
        settled.state,
        60 * FRAME_MS,
      ),
    ),
  ).toBeLessThan(3);
});

test("light that changes slowly, or everywhere at once, is no motion", () => {
  const settled = show(repeat(60, () => ({})));
  const dusk = show(
    repeat(200, (i) => ({ light: 120 - i * 0.4 })),
    settled.state,
    60 * FRAME_MS,
  );
  expect(moving(dusk)).toBe(0);
  const bright = show(repeat(60, () => ({ light: 100 })));
  const adapted = show([{ light: 104 }], bright.state, 60 * FRAME_MS);
  expect(moving(adapted)).toBe(0);
});

test("analysis goes on for two seconds after the last change", () => {
  const settled = show(repeat(60, () => ({})));
  const passing = show(
    repeat(10, (i) => ({ figureX: 20 + i * 12 })),
    settled.state,
    60 * FRAME_MS,
  );
  expect(moving(passing)).toBe(10);
  expect(analysed(passing)).toBe(10);
});

test("no frame is held back while somebody is followed", () => {
  const settled = show(repeat(60, () => ({})));
  const { said } = show(
    repeat(40, () => ({})),
    settled.state,
    60 * FRAME_MS,
    true,
  );
  expect(said.every(({ analyse }) => analyse)).toBe(true);
});

test("what moves all day becomes usual", () => {
  const tree = (i: number): Scene => ({ figureX: i % 2 === 0 ? 40 : 48 });
  const settled = show(repeat(60, () => ({})));
  const soon = show(repeat(100, tree), settled.state, 60 * FRAME_MS);
  expect(moving(soon)).toBeGreaterThan(90);
  const hours = show(repeat(1500, tree), soon.state, 160 * FRAME_MS);
  expect(hours.said.slice(-50).filter((frame) => frame.moving)).toHaveLength(0);
});

test("what is painted over has no part in it: light that changes elsewhere is no motion, something that moves is", () => {
  const masked = (scene: Scene): Raster => {
    const raster = picture(scene);
    raster.data.fill(0, 0, WIDTH * 70 * 3);
    return raster;
  };
  let state = unmoved;
  const moves = (scene: Scene, i: number): boolean => {
    const passed = passGate(state, masked(scene), { t: i * FRAME_MS, followed: false });
    state = passed.state;
    expect(passed.share > 0).toBe(passed.moving && i > 0);
    return passed.moving;
  };
  for (let i = 0; i < 60; i += 1) moves({}, i);
  expect(moves({ light: 127 }, 60)).toBe(false);
  expect(moves({ light: 127, figureX: 60 }, 61)).toBe(true);
});

test("the share of the picture that moves is that of what moves now, not of where it was", () => {
  const passed = (scenes: readonly Scene[], from: MotionGateState): number[] => {
    let state = from;
    return scenes.map((scene, i) => {
      const { state: next, share } = passGate(state, picture(scene), { t: i * FRAME_MS, followed: false });
      state = next;
      return share;
    });
  };
  const { state } = show(repeat(60, () => ({})));
  const walk = repeat(10, (i) => ({ figureX: 20 + i * 4 }));
  const shares = passed([...walk, ...repeat(20, () => ({}))], state);
  expect(Math.min(...shares.slice(0, 10))).toBeGreaterThan(0.005);
  expect(Math.max(...shares.slice(0, 10))).toBeLessThan(0.1);
  expect(shares.slice(11).every((share) => share === 0)).toBe(true);
});
