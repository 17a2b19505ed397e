/** Numbers in rows. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  /** Row by row. */
  readonly values: Float32Array;
}

/** Multiplies matrices; most of the time that training takes. */
export interface MatrixProduct {
  /** `a` × `b`, or with `transposeA` the transposed `a` × `b`. */
  multiply(a: Matrix, b: Matrix, options?: { readonly transposeA?: boolean }): Promise<Matrix>;
}

/** A number from 0 (inclusive) to 1 (exclusive). */
export type Random = () => number;
