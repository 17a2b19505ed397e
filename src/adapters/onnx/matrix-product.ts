import * as ort from "onnxruntime-node";
import { OnnxGraph } from "../../models/onnx-file/onnx-graph.ts";
import type { Matrix, MatrixProduct } from "../../perception/voice/wake/training/ports.ts";
import { floats } from "./session.ts";

const OUTPUT = "product";

/** Matrix products by ONNX Runtime: ten times as fast as loops in JavaScript. */
export class OnnxMatrixProduct implements MatrixProduct {
  readonly #plain: ort.InferenceSession;
  readonly #transposed: ort.InferenceSession;

  private constructor(plain: ort.InferenceSession, transposed: ort.InferenceSession) {
    this.#plain = plain;
    this.#transposed = transposed;
  }

  static async create(): Promise<OnnxMatrixProduct> {
    const [plain, transposed] = await Promise.all([false, true].map((transposeA) => session(transposeA)));
    return new OnnxMatrixProduct(plain as ort.InferenceSession, transposed as ort.InferenceSession);
  }

  async multiply(a: Matrix, b: Matrix, { transposeA = false } = {}): Promise<Matrix> {
    const tensor = (matrix: Matrix): ort.Tensor =>
      new ort.Tensor("float32", matrix.values, [matrix.rows, matrix.columns]);
    const product = await (transposeA ? this.#transposed : this.#plain).run({ a: tensor(a), b: tensor(b) });
    return { rows: transposeA ? a.columns : a.rows, columns: b.columns, values: floats(product, OUTPUT) };
  }

  async close(): Promise<void> {
    await this.#plain.release();
    await this.#transposed.release();
  }
}

function session(transposeA: boolean): Promise<ort.InferenceSession> {
  const graph = new OnnxGraph();
  graph.addNamed("Gemm", ["a", "b"], OUTPUT, { transA: transposeA ? 1 : 0 });
  const file = graph.serialise(
    "product",
    [
      { name: "a", shape: ["a_rows", "a_columns"] },
      { name: "b", shape: ["b_rows", "b_columns"] },
    ],
    [{ name: OUTPUT, shape: ["rows", "columns"] }],
  );
  return ort.InferenceSession.create(file, { intraOpNumThreads: 1, interOpNumThreads: 1 });
}
