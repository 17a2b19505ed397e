import { z } from "zod";
import { GatehouseError, messageOf } from "../../runtime/errors.ts";

const Attribute = z.object({
  s: z.string().optional(),
  b: z.boolean().optional(),
  shape: z.object({ dim: z.array(z.object({ size: z.coerce.number() })) }).optional(),
  list: z.object({ s: z.array(z.string()).optional(), i: z.array(z.coerce.number()).optional() }).optional(),
});

const Node = z.object({
  name: z.string(),
  op: z.string(),
  input: z.array(z.string()).default([]),
  attr: z.record(z.string(), Attribute).default({}),
});

const Weight = z.object({
  name: z.string(),
  shape: z.array(z.int().nonnegative()),
  dtype: z.string(),
  quantization: z.object({ dtype: z.string() }).optional(),
});

/** The parts of a TensorFlow.js graph model's JSON that are read; the rest is left alone. */
const GraphModelFile = z.object({
  format: z.literal("graph-model"),
  modelTopology: z.object({ node: z.array(Node) }),
  weightsManifest: z.array(z.object({ paths: z.array(z.string()), weights: z.array(Weight) })),
});

/** One operation of the graph. */
export type GraphNode = z.infer<typeof Node>;

/** A constant of the graph, in its own layout: 16-bit numbers as their bits, or whole numbers. */
export type Constant =
  | { readonly kind: "half"; readonly shape: readonly number[]; readonly values: Uint16Array }
  | { readonly kind: "int"; readonly shape: readonly number[]; readonly values: Int32Array };

/** A TensorFlow.js graph model in memory. */
export interface GraphModel {
  readonly nodes: ReadonlyMap<string, GraphNode>;
  readonly constants: ReadonlyMap<string, Constant>;
}

/**
 * Reads a TensorFlow.js graph model whose weights are 16-bit numbers and 32-bit whole numbers.
 *
 * @param json the bytes of `model.json`
 * @param shards the bytes of its weight files, in the order in which the JSON names them
 * @throws GatehouseError `MODELS_CONVERSION_FAILED`
 */
export function readGraphModel(json: Uint8Array, shards: readonly Uint8Array[]): GraphModel {
  const { modelTopology, weightsManifest } = parseFile(json);
  const bytes = Buffer.concat(shards);
  const constants = new Map<string, Constant>();
  let at = 0;
  for (const weight of weightsManifest.flatMap(({ weights }) => weights)) {
    const count = weight.shape.reduce((product, size) => product * size, 1);
    const width = weight.dtype === "int32" ? 4 : 2;
    if (at + count * width > bytes.length) throw unreadable(`its weight files end within ${weight.name}`);
    constants.set(weight.name, constant(weight, bytes.subarray(at, at + count * width)));
    at += count * width;
  }
  if (at !== bytes.length) throw unreadable(`its weight files hold ${bytes.length - at} bytes too many`);
  return { nodes: new Map(modelTopology.node.map((node) => [node.name, node])), constants };
}

function parseFile(json: Uint8Array): z.infer<typeof GraphModelFile> {
  let data: unknown;
  try {
    data = JSON.parse(new TextDecoder().decode(json));
  } catch (error) {
    throw unreadable(messageOf(error));
  }
  const parsed = GraphModelFile.safeParse(data);
  if (!parsed.success) throw unreadable(z.prettifyError(parsed.error));
  return parsed.data;
}

function constant({ name, shape, dtype, quantization }: z.infer<typeof Weight>, bytes: Buffer): Constant {
  if (dtype === "int32" && quantization === undefined) {
    const values = Int32Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readInt32LE(i * 4));
    return { kind: "int", shape, values };
  }
  if (dtype === "float32" && quantization?.dtype === "float16") {
    const values = Uint16Array.from({ length: bytes.length / 2 }, (_, i) => bytes.readUInt16LE(i * 2));
    return { kind: "half", shape, values };
  }
  throw unreadable(
    `the weights ${name} are ${quantization?.dtype ?? dtype}; only float16 and int32 can be rewritten`,
  );
}

function unreadable(problem: string): GatehouseError {
  return new GatehouseError(
    "MODELS_CONVERSION_FAILED",
    `the TensorFlow.js graph model cannot be read: ${problem}`,
    { kind: "failed" },
  );
}
