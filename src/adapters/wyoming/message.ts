import { z } from "zod";
import { GatehouseError, messageOf } from "../../runtime/errors.ts";

/**
 * One message of the Wyoming protocol (github.com/OHF-Voice/wyoming): a line of JSON, then perhaps more JSON, then perhaps bytes.
 */
export interface WyomingMessage {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly payload: Buffer;
}

/** Nothing that a speech service has to say is larger. */
const MOST_HEADER_BYTES = 65_536;
const MOST_DATA_BYTES = 262_144;
const MOST_PAYLOAD_BYTES = 1_048_576;

const Length = (most: number): z.ZodType<number> =>
  z
    .int()
    .min(0)
    .max(most)
    .nullish()
    .transform((length) => length ?? 0);
const Data = z.record(z.string(), z.unknown());
const Header = z.object({
  type: z.string().min(1).max(100),
  data: Data.nullish(),
  data_length: Length(MOST_DATA_BYTES),
  payload_length: Length(MOST_PAYLOAD_BYTES),
});

/** The bytes of a message. */
export function encodeMessage(
  type: string,
  data: Readonly<Record<string, unknown>> = {},
  payload: Uint8Array = new Uint8Array(0),
): Buffer {
  const more = Object.keys(data).length === 0 ? Buffer.alloc(0) : Buffer.from(JSON.stringify(data));
  const header = {
    type,
    version: "1.5.0",
    ...(more.length === 0 ? {} : { data_length: more.length }),
    ...(payload.length === 0 ? {} : { payload_length: payload.length }),
  };
  return Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), more, payload]);
}

/** Cuts a stream of bytes into messages; holds at most one that is not complete. */
export class MessageReader {
  #bytes = Buffer.alloc(0);

  /** @throws GatehouseError WYOMING_PROTOCOL (failed): what came is none of the protocol's; nothing after it can be read */
  read(chunk: Uint8Array): WyomingMessage[] {
    this.#bytes = Buffer.concat([this.#bytes, chunk]);
    const messages: WyomingMessage[] = [];
    for (let next = this.#next(); next !== null; next = this.#next()) messages.push(next);
    return messages;
  }

  #next(): WyomingMessage | null {
    const line = this.#bytes.indexOf(10);
    if (line === -1 ? this.#bytes.length > MOST_HEADER_BYTES : line > MOST_HEADER_BYTES)
      throw broken("its header is too long");
    if (line === -1) return null;
    const header = parsed(this.#bytes.toString("utf8", 0, line), Header);
    const dataAt = line + 1;
    const payloadAt = dataAt + header.data_length;
    const end = payloadAt + header.payload_length;
    if (this.#bytes.length < end) return null;
    const more =
      header.data_length === 0 ? {} : parsed(this.#bytes.toString("utf8", dataAt, payloadAt), Data);
    const payload = Buffer.from(this.#bytes.subarray(payloadAt, end));
    this.#bytes = this.#bytes.subarray(end);
    return { type: header.type, data: { ...header.data, ...more }, payload };
  }
}

function parsed<Out>(text: string, schema: z.ZodType<Out>): Out {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw broken(messageOf(error));
  }
  const result = schema.safeParse(json);
  if (!result.success) throw broken(result.error.issues[0]?.message ?? "it is incomplete");
  return result.data;
}

function broken(why: string): GatehouseError {
  return new GatehouseError("WYOMING_PROTOCOL", `A message is none of the Wyoming protocol: ${why}.`, {
    kind: "failed",
  });
}
