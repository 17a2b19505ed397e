import { expect, test } from "vitest";
import {
  decodePeople,
  fillPersonInput,
  PERSON_INPUT,
  type PersonInput,
} from "../../../../src/perception/vision/person-detection.ts";

const planes = new Float32Array(PERSON_INPUT);

function picture(width: number, height: number, rgb: readonly [number, number, number]) {
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < data.length; i += 1) data[i] = rgb[i % 3] ?? 0;
  return { width, height, data };
}

test("a large picture is averaged into the upper left corner, in raw values, and the rest is 0", () => {
  const raster = picture(1280, 720, [250, 100, 10]);
  planes.fill(9);
  expect(fillPersonInput(raster, planes)).toEqual({ width: 512, height: 288, scale: 0.4 });
  const area = 512 * 288;
  const last = area - 1;
  for (const [channel, value] of [250, 100, 10].entries())
    expect(planes[last + channel * area]).toBeCloseTo(value, 3);
  const wide = picture(640, 180, [1, 1, 1]);
  expect(fillPersonInput(wide, planes)).toEqual({ width: 512, height: 160, scale: 0.8 });
  expect(planes[143 * 512]).toBeCloseTo(1, 3);
  expect(planes[144 * 512]).toBe(0);
});

test("each pixel of the input is the mean of those it covers", () => {
  const raster = picture(1024, 512, [0, 0, 0]);
  raster.data.set([200, 0, 0, 100, 0, 0], 0);
  fillPersonInput(raster, planes);
  expect(planes[0]).toBeCloseTo(75, 3);
  expect(planes[1]).toBe(0);
});

test("an upright picture and a small one get an input of their own shape, and nothing is enlarged", () => {
  expect(fillPersonInput(picture(720, 1280, [1, 1, 1]), planes)).toEqual({
    ...{ width: 224, height: 384, scale: 0.3 },
  });
  expect(fillPersonInput(picture(100, 60, [1, 1, 1]), planes)).toEqual({ width: 128, height: 64, scale: 1 });
});

const input: PersonInput = { width: 128, height: 96, scale: 0.5 };
const COLUMNS = 32;
const ROWS = 24;

interface Peak {
  readonly column: number;
  readonly row: number;
  readonly score: number;
  /** How far it reaches, in pixels of the input. */
  readonly sides?: readonly [number, number, number, number];
  readonly label?: number;
}

function output(peaks: readonly Peak[]) {
  const area = COLUMNS * ROWS;
  const heat = new Float32Array(11 * area);
  const sides = new Float32Array(4 * area);
  for (const { column, row, score, sides: reach = [8, 16, 8, 16], label = 0 } of peaks) {
    const cell = row * COLUMNS + column;
    heat[label * area + cell] = score;
    reach.forEach((value, side) => (sides[side * area + cell] = value));
  }
  return { heat, sides };
}

test("a box reaches from its cell to the four sides, in pixels of the picture", () => {
  const [person, ...more] = decodePeople(
    output([{ column: 10, row: 8, score: 0.8, sides: [8, 20, 12, 28] }]),
    input,
  );
  expect(more).toEqual([]);
  expect(person?.box).toEqual({ x: 64, y: 24, width: 40, height: 96 });
  expect(person?.score).toBeCloseTo(0.8);
});

test("only the surest of neighbouring cells counts, and of equal ones the first", () => {
  const near = { row: 8, score: 0.6 };
  expect(
    decodePeople(
      output([
        { ...near, column: 10 },
        { ...near, column: 11, score: 0.7 },
      ]),
      input,
    ),
  ).toMatchObject([{ score: Math.fround(0.7) }]);
  expect(
    decodePeople(
      output([
        { ...near, column: 10 },
        { ...near, column: 11 },
      ]),
      input,
    ),
  ).toHaveLength(1);
});

test("cells at the edges of neighbouring rows are no neighbours", () => {
  const people = decodePeople(
    output([
      { column: COLUMNS - 1, row: 3, score: 0.6 },
      { column: 0, row: 4, score: 0.7 },
    ]),
    input,
  );
  expect(people).toHaveLength(2);
});

test("of boxes that cover each other the surest stays, surest first", () => {
  const wide = [30, 30, 30, 30] as const;
  const people = decodePeople(
    output([
      { column: 10, row: 10, score: 0.5, sides: wide },
      { column: 12, row: 10, score: 0.9, sides: wide },
      { column: 28, row: 10, score: 0.95 },
    ]),
    input,
  );
  expect(people.map(({ score }) => Number(score.toFixed(2)))).toEqual([0.95, 0.9]);
});

test("doubtful people, animals, and boxes without an inside are left out", () => {
  const people = decodePeople(
    output([
      { column: 4, row: 4, score: 0.39 },
      { column: 12, row: 4, score: 0.9, label: 3 },
      { column: 20, row: 4, score: 0.9, sides: [-4, 4, 4, 4] },
    ]),
    input,
  );
  expect(people).toEqual([]);
});
