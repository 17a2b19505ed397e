import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { OnnxMatrixProduct } from "../../src/adapters/onnx/matrix-product.ts";
import type { Matrix, MatrixProduct } from "../../src/perception/voice/wake/training/ports.ts";
import { PLAIN_PRODUCT } from "../fakes/plain-matrix-product.ts";

const A: Matrix = { rows: 2, columns: 3, values: Float32Array.of(1, 2, 3, 4, 5, 6) };
const B: Matrix = { rows: 3, columns: 2, values: Float32Array.of(1, 0, 0, 1, 2, 2) };
const C: Matrix = { rows: 2, columns: 2, values: Float32Array.of(1, 2, 3, 4) };

let onnx: OnnxMatrixProduct;
beforeAll(async () => {
  onnx = await OnnxMatrixProduct.create();
});
afterAll(() => onnx.close());

describe.each<{ name: string; product: () => MatrixProduct }>([
  { name: "ONNX Runtime", product: () => onnx },
  { name: "the loops of the tests", product: () => PLAIN_PRODUCT },
])("$name", ({ product }) => {
  test("multiplies", async () => {
    const result = await product().multiply(A, B);
    expect(result).toMatchObject({ rows: 2, columns: 2 });
    expect([...result.values]).toEqual([7, 8, 16, 17]);
  });

  test("multiplies the transposed first", async () => {
    const result = await product().multiply(A, C, { transposeA: true });
    expect(result).toMatchObject({ rows: 3, columns: 2 });
    expect([...result.values]).toEqual([13, 18, 17, 24, 21, 30]);
  });
});
