import type { DeviceMessage } from "./ports.ts";

/** Where a device reports something, and how the value is taken from the message (JSON if it parses, else the text). */
export interface Reading {
  readonly topic: string;
  readonly value: (payload: unknown) => unknown;
}

/** Longer messages are no device states. */
const PAYLOAD_MAX_BYTES = 65_536;

/** The value that `message` reports, or undefined if it has none that can be read. */
export function readValue(reading: Reading, message: DeviceMessage): unknown {
  if (message.topic !== reading.topic || message.payload.byteLength > PAYLOAD_MAX_BYTES) return undefined;
  try {
    return reading.value(parsePayload(message.payload));
  } catch {
    // The expression does not fit this message: many devices report other things on the same topic.
    return undefined;
  }
}

function parsePayload(payload: Uint8Array): unknown {
  const text = new TextDecoder().decode(payload);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
