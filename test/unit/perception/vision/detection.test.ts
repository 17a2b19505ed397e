import { expect, test } from "vitest";
import {
  decodeDetections,
  DETECTOR_HEIGHT,
  DETECTOR_INPUT,
  DETECTOR_WIDTH,
  fillDetectorInput,
  MAX_FACES,
  suppressDuplicates,
} from "../../../../src/perception/vision/detection.ts";

const AREA = DETECTOR_WIDTH * DETECTOR_HEIGHT;

function picture(width: number, height: number, rgb: readonly [number, number, number]) {
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < data.length; i += 1) data[i] = rgb[i % 3] ?? 0;
  return { width, height, data };
}

test("a picture is averaged into the upper left corner, and the rest is 0", () => {
  const raster = picture(640, 320, [255, 127, 0]);
  const input = new Float32Array(DETECTOR_INPUT).fill(9);
  expect(fillDetectorInput(raster, input)).toBe(0.5);
  const last = 159 * DETECTOR_WIDTH + 319;
  expect([input[last], input[AREA + last], input[2 * AREA + last]]).toEqual([1, 0, -127 / 128]);
  expect(input[160 * DETECTOR_WIDTH]).toBe(0);
});

test("each detector pixel is the mean of the pixels it covers", () => {
  const raster = picture(640, 480, [0, 0, 0]);
  raster.data.set([200, 0, 0, 100, 0, 0], 0);
  const input = new Float32Array(DETECTOR_INPUT);
  fillDetectorInput(raster, input);
  expect(input[0]).toBeCloseTo((300 / 4 - 127) / 128, 5);
  expect(input[1]).toBeCloseTo(-127 / 128, 5);
});

test("a small picture is enlarged without moving it", () => {
  const raster = picture(160, 120, [10, 20, 30]);
  raster.data[(60 * 160 + 80) * 3] = 250;
  const input = new Float32Array(DETECTOR_INPUT);
  expect(fillDetectorInput(raster, input)).toBe(2);
  const around = [161, 160].map((x) => input[120 * DETECTOR_WIDTH + x] ?? 0);
  expect(Math.max(...around)).toBeGreaterThan(0.1);
  expect(input[100 * DETECTOR_WIDTH + 100]).toBeCloseTo((10 - 127) / 128, 5);
});

/** The detector's output with the given boxes, in fractions of its picture. */
function output(found: readonly { score: number; box: readonly [number, number, number, number] }[]) {
  const scores = new Float32Array(4420 * 2);
  const boxes = new Float32Array(4420 * 4);
  found.forEach(({ score, box }, i) => {
    scores[i * 2 + 1] = score;
    boxes.set(box, i * 4);
  });
  return { scores, boxes };
}

test("boxes come back in pixels of the picture, largest first, and doubtful ones are left out", () => {
  const faces = decodeDetections(
    output([
      { score: 0.9, box: [0.1, 0.1, 0.2, 0.2] },
      { score: 0.69, box: [0.8, 0.8, 0.9, 0.9] },
      { score: 0.95, box: [0.5, 0.5, 0.75, 0.75] },
    ]),
    0.5,
  );
  expect(faces.map(({ score }) => score)).toEqual([Math.fround(0.95), Math.fround(0.9)]);
  expect(faces[0]?.box).toEqual({ x: 320, y: 240, width: 160, height: 120 });
});

test("of boxes over the same face only the best stays", () => {
  const box = (x: number, score: number) => ({ box: { x, y: 0, width: 100, height: 100 }, score });
  const kept = suppressDuplicates([box(0, 0.99), box(10, 0.98), box(60, 0.9)]);
  expect(kept.map(({ box: { x } }) => x)).toEqual([0, 60]);
});

test("a frame full of faces is bounded", () => {
  const many = Array.from({ length: 400 }, (_, i) => {
    const x = (i % 20) / 20;
    const y = Math.floor(i / 20) / 20;
    return { score: 0.9, box: [x, y, x + 0.04, y + 0.04] as const };
  });
  expect(decodeDetections(output(many), 1)).toHaveLength(MAX_FACES);
});

test("numbers that are none are no faces", () => {
  expect(decodeDetections(output([{ score: Number.NaN, box: [0, 0, 1, 1] }]), 1)).toEqual([]);
  expect(decodeDetections(output([{ score: 0.9, box: [Number.NaN, 0, 1, 1] }]), 1)).toEqual([]);
});

test("a picture four times as large is averaged to the last bit as any other would be", () => {
  const [width, height] = [DETECTOR_WIDTH * 4, 720];
  const bytes = Uint8Array.from({ length: width * height * 3 + 1 }, (_, i) => (i * 2_654_435_761) >>> 24);
  const aligned = { width, height, data: bytes.slice(1) };
  // Four bytes at a time cannot be read here, so that the general way is taken.
  const unaligned = { width, height, data: bytes.subarray(1) };
  const [fast, general] = [new Float32Array(DETECTOR_INPUT), new Float32Array(DETECTOR_INPUT)];
  expect(fillDetectorInput(aligned, fast)).toBe(fillDetectorInput(unaligned, general));
  expect(Buffer.compare(Buffer.from(fast.buffer), Buffer.from(general.buffer))).toBe(0);
});
