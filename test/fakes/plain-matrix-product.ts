import type { Matrix, MatrixProduct } from "../../src/perception/voice/wake/training/ports.ts";

/** Matrix products by loops. */
export const PLAIN_PRODUCT: MatrixProduct = {
  multiply: (a, b, { transposeA = false } = {}) => {
    const [rows, inner] = transposeA ? [a.columns, a.rows] : [a.rows, a.columns];
    const values = new Float32Array(rows * b.columns);
    for (let r = 0; r < rows; r += 1)
      for (let c = 0; c < b.columns; c += 1) {
        let sum = 0;
        for (let i = 0; i < inner; i += 1)
          sum +=
            (a.values[transposeA ? i * a.columns + r : r * a.columns + i] as number) *
            (b.values[i * b.columns + c] as number);
        values[r * b.columns + c] = sum;
      }
    return Promise.resolve<Matrix>({ rows, columns: b.columns, values });
  },
};
