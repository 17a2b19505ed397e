import { joined, lengthField, numberField } from "./protobuf-writer.ts";

/** Numbers of ONNX's protobuf fields and types (onnx/onnx.proto). */
const MODEL = { irVersion: 1, producer: 2, graph: 7, opset: 8 } as const;
const GRAPH = { node: 1, name: 2, initializer: 5, input: 11, output: 12 } as const;
const NODE = { input: 1, output: 2, name: 3, op: 4, attribute: 5 } as const;
const ATTRIBUTE = { name: 1, int: 3, text: 4, ints: 8, type: 20 } as const;
const ATTRIBUTE_TYPE = { int: 2, text: 3, ints: 7 } as const;
const TENSOR = { dims: 1, dataType: 2, name: 8, raw: 9 } as const;
const DATA_TYPE = { float32: 1, float16: 10 } as const;
const IR_VERSION = 8;
const OPSET_VERSION = 17;

/** A whole number, several, or a text. */
type Attribute = number | readonly number[] | string;

/** What a graph takes or gives: 32-bit numbers; a dimension with a name may have any size. */
export interface Port {
  readonly name: string;
  readonly shape: readonly (number | string)[];
}

/** An ONNX graph that is being written: nodes in the order in which they run. */
export class OnnxGraph {
  readonly #nodes: Uint8Array[] = [];
  readonly #initializers: Uint8Array[] = [];
  #names = 0;

  /** Adds an operation with one result, and returns the result's name. */
  add(op: string, inputs: readonly string[], attributes: Readonly<Record<string, Attribute>> = {}): string {
    const output = this.#fresh(op.toLowerCase());
    this.addNamed(op, inputs, output, attributes);
    return output;
  }

  /** Adds an operation whose result has a name of the caller's. */
  addNamed(
    op: string,
    inputs: readonly string[],
    output: string,
    attributes: Readonly<Record<string, Attribute>> = {},
  ): void {
    const message = [
      ...inputs.map((name) => lengthField(NODE.input, name)),
      lengthField(NODE.output, output),
      lengthField(NODE.name, output),
      lengthField(NODE.op, op),
      ...Object.entries(attributes).map(([name, value]) =>
        lengthField(NODE.attribute, attribute(name, value)),
      ),
    ];
    this.#nodes.push(lengthField(GRAPH.node, message));
  }

  /** Adds 32-bit numbers and returns their name. */
  floats(values: ArrayLike<number>, shape: readonly number[]): string {
    return this.#initializer(Float32Array.from(values), shape, DATA_TYPE.float32);
  }

  /** Adds 16-bit numbers, given as their bits, that the graph widens to 32 when it is loaded; returns the wide ones' name. */
  halfs(bits: Uint16Array, shape: readonly number[]): string {
    return this.add("Cast", [this.#initializer(bits, shape, DATA_TYPE.float16)], { to: DATA_TYPE.float32 });
  }

  /** The whole model as the bytes of an ONNX file. */
  serialise(name: string, inputs: readonly Port[], outputs: readonly Port[]): Uint8Array {
    const graph = [
      ...this.#nodes,
      lengthField(GRAPH.name, name),
      ...this.#initializers,
      ...inputs.map((input) => lengthField(GRAPH.input, port(input))),
      ...outputs.map((output) => lengthField(GRAPH.output, port(output))),
    ];
    return joined([
      numberField(MODEL.irVersion, IR_VERSION),
      lengthField(MODEL.producer, "gatehouse"),
      lengthField(MODEL.graph, graph),
      lengthField(MODEL.opset, [lengthField(1, ""), numberField(2, OPSET_VERSION)]),
    ]);
  }

  #initializer(values: Float32Array | Uint16Array, shape: readonly number[], dataType: number): string {
    const name = this.#fresh("weights");
    const tensor = [
      ...shape.map((size) => numberField(TENSOR.dims, size)),
      numberField(TENSOR.dataType, dataType),
      lengthField(TENSOR.name, name),
      lengthField(TENSOR.raw, littleEndian(values)),
    ];
    this.#initializers.push(lengthField(GRAPH.initializer, tensor));
    return name;
  }

  #fresh(prefix: string): string {
    this.#names += 1;
    return `${prefix}_${this.#names}`;
  }
}

function attribute(name: string, value: Attribute): Uint8Array[] {
  const key = lengthField(ATTRIBUTE.name, name);
  if (typeof value === "string") {
    return [key, lengthField(ATTRIBUTE.text, value), numberField(ATTRIBUTE.type, ATTRIBUTE_TYPE.text)];
  }
  if (typeof value === "number") {
    return [key, numberField(ATTRIBUTE.int, value), numberField(ATTRIBUTE.type, ATTRIBUTE_TYPE.int)];
  }
  const ints = value.map((item) => numberField(ATTRIBUTE.ints, item));
  return [key, ...ints, numberField(ATTRIBUTE.type, ATTRIBUTE_TYPE.ints)];
}

/** `ValueInfoProto`: a name, and a tensor type with its element type and shape. */
function port({ name, shape }: Port): Uint8Array[] {
  const dims = shape.map((size) =>
    lengthField(1, [typeof size === "string" ? lengthField(2, size) : numberField(1, size)]),
  );
  const tensor = [numberField(1, DATA_TYPE.float32), lengthField(2, dims)];
  return [lengthField(1, name), lengthField(2, [lengthField(1, tensor)])];
}

function littleEndian(values: Float32Array | Uint16Array): Uint8Array {
  const bytes = new Uint8Array(values.byteLength);
  const view = new DataView(bytes.buffer);
  values.forEach((value, i) => {
    if (values instanceof Float32Array) view.setFloat32(i * 4, value, true);
    else view.setUint16(i * 2, value, true);
  });
  return bytes;
}
