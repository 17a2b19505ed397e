import { field, message, numberField } from "./onnx-bytes.ts";

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const named = (number: number, value: string): Uint8Array => field(number, text(value));

/** Data types of ONNX. */
const [FLOAT, INT64, BOOL] = [1, 7, 9];
/** Type of an attribute that is a graph. */
const GRAPH = 5;

function value(name: string, type: number, shape: readonly number[]): Uint8Array {
  const dimensions = shape.map((side) => field(1, numberField(1, side)));
  const tensor = message(numberField(1, type), field(2, message(...dimensions)));
  return message(named(1, name), field(2, field(1, tensor)));
}

function constant(name: string, type: number, data: Uint8Array): Uint8Array {
  return message(numberField(2, type), named(8, name), field(9, data));
}

function node(operation: string, inputs: readonly string[], outputs: readonly string[]): Uint8Array {
  return message(
    ...inputs.map((name) => named(1, name)),
    ...outputs.map((name) => named(2, name)),
    named(4, operation),
  );
}

/** An ONNX model for an input of this shape that never answers: it counts to 2⁵³ inside ONNX Runtime. */
export function endlessModel(shape: readonly number[]): Uint8Array {
  const body = message(
    field(1, node("Identity", ["go"], ["goOn"])),
    field(1, node("Add", ["count", "count"], ["more"])),
    named(2, "body"),
    field(11, value("turn", INT64, [])),
    field(11, value("go", BOOL, [])),
    field(11, value("count", FLOAT, [1])),
    field(12, value("goOn", BOOL, [])),
    field(12, value("more", FLOAT, [1])),
  );
  const turns = new Uint8Array(new BigInt64Array([2n ** 53n]).buffer);
  const first = new Uint8Array(new Float32Array([1]).buffer);
  const loop = message(
    node("Loop", ["turns", "yes", "first"], ["scores"]),
    field(5, message(named(1, "body"), field(6, body), numberField(20, GRAPH))),
  );
  const graph = message(
    field(1, loop),
    named(2, "endless"),
    field(5, constant("turns", INT64, turns)),
    field(5, constant("yes", BOOL, Uint8Array.of(1))),
    field(5, message(numberField(1, 1), constant("first", FLOAT, first))),
    field(11, value("input", FLOAT, shape)),
    field(12, value("scores", FLOAT, [1])),
  );
  return message(numberField(1, 8), field(7, graph), field(8, numberField(2, 13)));
}
