import { expect, test } from "vitest";
import { lightOf } from "../../../../../src/app/doctor/camera/exposure.ts";

/** A grey picture whose pixels have these values. */
function picture(width: number, values: readonly number[]) {
  return {
    width,
    height: values.length / width,
    data: Uint8Array.from(values.flatMap((v) => [v, v, v])),
  };
}

const four = picture(4, [0, 100, 200, 255, 0, 100, 200, 255]);

test("the mean, and the shares of black and white pixels", () => {
  const light = lightOf(four);
  expect(light?.mean).toBeCloseTo(138.75);
  expect(light).toMatchObject({ black: 0.25, white: 0.25 });
});

test("a box is measured alone, cut at the edges of the picture", () => {
  expect(lightOf(four, { x: 3, y: -5, width: 50, height: 50 })).toEqual({ mean: 255, black: 0, white: 1 });
});

test("what is left out does not count, and nothing is null", () => {
  const rest = lightOf(four, { x: 0, y: 0, width: 2, height: 2 }, { x: 1, y: 0, width: 1, height: 2 });
  expect(rest).toEqual({ mean: 0, black: 1, white: 0 });
  expect(lightOf(four, { x: 0, y: 0, width: 1, height: 1 }, { x: 0, y: 0, width: 1, height: 1 })).toBeNull();
});
