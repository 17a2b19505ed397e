import { z } from "zod";
import { SAMPLE_RATE_HZ } from "../../sensors/audio-chunk.ts";
import { GatehouseError } from "../../runtime/errors.ts";
import { encodeMessage, type WyomingMessage } from "./message.ts";

/** How sound is sent: 16 bit is all that is understood here. */
export interface SoundFormat {
  readonly rate: number;
  readonly channels: number;
}

const Format = z.object({
  rate: z.int().min(8_000).max(96_000),
  width: z.literal(2),
  channels: z.int().min(1).max(8),
});
/** What Gatehouse sends. */
const OURS = { rate: SAMPLE_RATE_HZ, width: 2, channels: 1 };
/** 64 ms. */
const CHUNK_SAMPLES = 1_024;

/** The messages that carry a sound: start, chunks, stop. */
export function* soundMessages(samples: Int16Array): Generator<Buffer> {
  yield startMessage(0);
  for (let at = 0; at < samples.length; at += CHUNK_SAMPLES)
    yield chunkMessage(samples.subarray(at, at + CHUNK_SAMPLES), Math.round((at / SAMPLE_RATE_HZ) * 1000));
  yield encodeMessage("audio-stop", { timestamp: Math.round((samples.length / SAMPLE_RATE_HZ) * 1000) });
}

/** @param timestamp of the first sample, whole ms */
export function startMessage(timestamp: number): Buffer {
  return encodeMessage("audio-start", { ...OURS, timestamp });
}

/** @param timestamp of the first sample, whole ms */
export function chunkMessage(samples: Int16Array, timestamp: number): Buffer {
  return encodeMessage(
    "audio-chunk",
    { ...OURS, timestamp },
    new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength),
  );
}

/** The format that a message of sound declares. Throws `WYOMING_SOUND` (failed) if it is another than 16 bit PCM. */
export function formatOf({ data }: WyomingMessage): SoundFormat {
  const result = Format.safeParse(data);
  if (result.success) return result.data;
  throw new GatehouseError("WYOMING_SOUND", "The sound is not 16 bit PCM of 8 to 96 kHz.", {
    kind: "failed",
  });
}
