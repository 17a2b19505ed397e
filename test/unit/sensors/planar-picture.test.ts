import { expect, it } from "vitest";
import { paintPlanes } from "../../../src/sensors/planar-picture.ts";

it("paints brightness and colours over, whole pixels of colour where one pixel of theirs is meant", () => {
  // 4 x 4 pixels, rows of the brightness longer than the picture.
  const planes = [
    { data: new Uint8Array(4 * 6).fill(99), rowBytes: 6 },
    { data: new Uint8Array(2 * 2).fill(7), rowBytes: 2 },
    { data: new Uint8Array(2 * 2).fill(8), rowBytes: 2 },
  ];
  paintPlanes({ width: 4, height: 4, planes }, [{ row: 1, from: 1, to: 2 }]);
  const [brightness, blue, red] = planes.map(({ data }) => [...data]);
  expect(brightness?.map((value, at) => (value === 99 ? null : [at, value])).filter(Boolean)).toEqual([
    [7, 16],
  ]);
  expect(blue).toEqual([128, 7, 7, 7]);
  expect(red).toEqual([128, 8, 8, 8]);
});
