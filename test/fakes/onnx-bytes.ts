/** Bytes of a protobuf field with a length: key, length, content. */
export function field(number: number, content: Uint8Array): Uint8Array {
  return Uint8Array.from([...varint(number * 8 + 2), ...varint(content.length), ...content]);
}

/** Bytes of a protobuf field that is a number. */
export function numberField(number: number, value: number): Uint8Array {
  return Uint8Array.from([...varint(number * 8), ...varint(value)]);
}

/** Bytes of a message from its fields. */
export function message(...fields: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(fields.flatMap((bytes) => [...bytes]));
}

/** An ONNX model that is only weights: one tensor of the given type, its data in the field `raw_data` or `float_data`. */
export function onnxWithWeights(
  weights: readonly number[],
  { dataType = 1, dataField = 9 }: { dataType?: number; dataField?: number } = {},
): Uint8Array {
  const data = new Uint8Array(new Float32Array(weights).buffer);
  const tensor = message(numberField(1, weights.length), numberField(2, dataType), field(dataField, data));
  const graph = message(field(2, new TextEncoder().encode("graph")), field(5, tensor));
  return message(numberField(1, 8), field(7, graph));
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest % 128) + 128);
  }
}
