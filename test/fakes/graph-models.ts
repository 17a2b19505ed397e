/** The side of the picture that the graphs of `graphModel` take. */
export const GRAPH_SIDE = 16;

interface FakeNode {
  readonly name: string;
  readonly op: string;
  readonly input?: readonly string[];
  readonly attr?: Readonly<Record<string, unknown>>;
}

/** A constant: 16-bit numbers as their bits, or whole numbers. */
export type FakeConstant =
  | { readonly name: string; readonly shape: readonly number[]; readonly halfs: readonly number[] }
  | { readonly name: string; readonly shape: readonly number[]; readonly ints: readonly number[] };

/** A TensorFlow.js graph model as its files hold it: a picture `image` goes through the given nodes. */
export function graphModel(
  nodes: readonly FakeNode[],
  constants: readonly FakeConstant[],
): { json: Uint8Array; weights: Uint8Array } {
  const dim = [1, GRAPH_SIDE, GRAPH_SIDE, 3].map((size) => ({ size: String(size) }));
  const image = { name: "image", op: "Placeholder", attr: { shape: { shape: { dim } }, dtype: FLOAT } };
  const known = constants.map((constant) => ({
    name: constant.name,
    op: "Const",
    attr: { dtype: "halfs" in constant ? FLOAT : { type: "DT_INT32" } },
  }));
  const json = {
    format: "graph-model",
    modelTopology: { node: [...known, image, ...nodes], library: {}, versions: {} },
    weightsManifest: [{ paths: ["w.bin"], weights: constants.map(specification) }],
  };
  const parts = constants.map((constant) =>
    "halfs" in constant ? Uint16Array.from(constant.halfs) : Int32Array.from(constant.ints),
  );
  const weights = Buffer.concat(parts.map(({ buffer }) => Buffer.from(buffer)));
  return { json: new TextEncoder().encode(JSON.stringify(json)), weights };
}

const FLOAT = { type: "DT_FLOAT" };

function specification(constant: FakeConstant): object {
  const { name, shape } = constant;
  if ("ints" in constant) return { name, shape, dtype: "int32" };
  return { name, shape, dtype: "float32", quantization: { dtype: "float16", original_dtype: "float32" } };
}

/** Attributes as the files write them: texts in Base64, whole numbers as texts. */
export const text = (value: string): object => ({ s: Buffer.from(value).toString("base64") });
export const texts = (...values: string[]): object => ({
  list: { s: values.map((value) => Buffer.from(value).toString("base64")) },
});
export const numbers = (...values: number[]): object => ({ list: { i: values.map(String) } });

/** Bits of 16-bit numbers between -1 and 1 that look random and are always the same. */
export function someHalfs(count: number): number[] {
  return Array.from({ length: count }, (_, i) => {
    const exponent = 10 + ((i * 7) % 5);
    return (((i * 5) % 2) << 15) | (exponent << 10) | ((i * 389) % 1024);
  });
}
