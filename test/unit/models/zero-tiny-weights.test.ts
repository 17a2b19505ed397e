import { describe, expect, test } from "vitest";
import { fields } from "../../../src/models/protobuf.ts";
import { zeroTinyWeights } from "../../../src/models/zero-tiny-weights.ts";
import { field, message, numberField, onnxWithWeights } from "../../fakes/onnx-bytes.ts";

const WEIGHTS = [1, -1e-16, 1e-40, 0, -0.5, 1e-14, -1e-45];
const ZEROED = [1, 0, 0, 0, -0.5, 1e-14, 0];

describe.each([
  ["raw_data", 9],
  ["float_data", 4],
])("weights in %s", (_, dataField) => {
  test("that are tiny become zero, in place; everything else stays as it is", () => {
    const onnx = onnxWithWeights(WEIGHTS, { dataField });
    expect(zeroTinyWeights(onnx)).toBe(3);
    expect(onnx).toEqual(onnxWithWeights(ZEROED, { dataField }));
    expect(zeroTinyWeights(onnx)).toBe(0);
  });
});

test("tensors of other types are left alone", () => {
  const integers = onnxWithWeights(WEIGHTS, { dataType: 7 });
  const before = integers.slice();
  expect(zeroTinyWeights(integers)).toBe(0);
  expect(integers).toEqual(before);
});

test("fields of every wire type are walked over", () => {
  const fixed64 = Uint8Array.from([8 * 3 + 1, ...new Array<number>(8).fill(0xff)]);
  const fixed32 = Uint8Array.from([8 * 4 + 5, ...new Array<number>(4).fill(0xff)]);
  const bytes = message(numberField(1, 300), fixed64, fixed32, field(200, Uint8Array.from([7])));
  expect([...fields(bytes)]).toEqual([
    { number: 1, value: 300 },
    { number: 3, value: null },
    { number: 4, value: null },
    { number: 200, value: Uint8Array.from([7]) },
  ]);
});

test.each([
  ["a length beyond the end", Uint8Array.from([58, 5, 1])],
  ["an unfinished number", Uint8Array.from([8, 0x80])],
  ["an unknown wire type", Uint8Array.from([11])],
  ["a number without end", new Uint8Array(20).fill(0x80)],
])("bytes that are no message are refused: %s", (_, bytes) => {
  expect(() => zeroTinyWeights(bytes)).toThrow(RangeError);
});
