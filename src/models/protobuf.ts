/** One field of a protobuf message. */
export interface Field {
  readonly number: number;
  /** A view of the bytes in place for strings, bytes, messages and packed lists; the value for a varint; null otherwise. */
  readonly value: Uint8Array | number | null;
}

/** Walks over the fields of one protobuf message (https://protobuf.dev/programming-guides/encoding). Copies nothing. */
export function* fields(message: Uint8Array): Generator<Field> {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = message[at++];
      if (byte === undefined) throw new RangeError("the message ends within a number");
      // Multiplied, not shifted: lengths may pass 2^31. Bits beyond 2^53 occur only in values that are not read.
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw new RangeError("a number is longer than ten bytes");
  };
  while (at < message.length) {
    const key = varint();
    const number = Math.floor(key / 8);
    const wireType = key % 8;
    if (wireType === 0) {
      yield { number, value: varint() };
    } else if (wireType === 1 || wireType === 5) {
      at += wireType === 1 ? 8 : 4;
      yield { number, value: null };
    } else if (wireType === 2) {
      const length = varint();
      if (at + length > message.length) throw new RangeError("a field is longer than its message");
      yield { number, value: message.subarray(at, at + length) };
      at += length;
    } else {
      throw new RangeError(`wire type ${wireType} is not known`);
    }
  }
}
