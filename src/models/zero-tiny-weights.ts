import { fields } from "./protobuf.ts";

/** Weights closer to zero than this are set to zero. Far below what a 32-bit sum of activations can notice. */
const TINY = 1e-15;

/** Numbers of the fields in ONNX's protobuf messages (onnx/onnx.proto). */
const MODEL_GRAPH = 7;
const GRAPH_INITIALIZER = 5;
const TENSOR_DATA_TYPE = 2;
const TENSOR_FLOAT_DATA = 4;
const TENSOR_RAW_DATA = 9;
const DATA_TYPE_FLOAT = 1;

/**
 * Sets the tiny 32-bit weights of an ONNX model to zero, in place; nothing else of the file changes.
 * Denormal weights (below 1.2e-38) and products of tiny ones make many processors several times slower and add nothing.
 *
 * @returns how many weights were changed
 * @throws RangeError if the bytes are not a protobuf message
 */
export function zeroTinyWeights(onnx: Uint8Array): number {
  let changed = 0;
  for (const graph of messages(onnx, MODEL_GRAPH)) {
    for (const tensor of messages(graph, GRAPH_INITIALIZER)) changed += zeroTensor(tensor);
  }
  return changed;
}

function zeroTensor(tensor: Uint8Array): number {
  let isFloat = false;
  const data: Uint8Array[] = [];
  for (const { number, value } of fields(tensor)) {
    if (number === TENSOR_DATA_TYPE) isFloat = value === DATA_TYPE_FLOAT;
    const isData = number === TENSOR_RAW_DATA || number === TENSOR_FLOAT_DATA;
    if (isData && value instanceof Uint8Array) data.push(value);
  }
  return isFloat ? data.reduce((sum, bytes) => sum + zeroFloats(bytes), 0) : 0;
}

function zeroFloats(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let changed = 0;
  for (let at = 0; at + 4 <= bytes.byteLength; at += 4) {
    const size = Math.abs(view.getFloat32(at, true));
    if (size > 0 && size < TINY) {
      view.setFloat32(at, 0, true);
      changed += 1;
    }
  }
  return changed;
}

function* messages(message: Uint8Array, wanted: number): Generator<Uint8Array> {
  for (const { number, value } of fields(message)) {
    if (number === wanted && value instanceof Uint8Array) yield value;
  }
}
