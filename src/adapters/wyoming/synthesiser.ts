import { GatehouseError } from "../../runtime/errors.ts";
import type { Scheduler } from "../../runtime/clock.ts";
import { encodeMessage } from "./message.ts";
import type { TcpAddress } from "../../runtime/tcp-address.ts";
import { exchange } from "./exchange.ts";
import { formatOf, type SoundFormat } from "./sound.ts";

/** Nothing that Gatehouse says takes longer. */
const LONGEST_SECONDS = 60;

/**
 * Speech of a service that is reached over TCP, as a WAV file's bytes. Rejects with `WYOMING_SERVICE` or `WYOMING_SOUND`.
 */
export function wyomingSpeech(
  text: string,
  options: {
    readonly scheduler: Scheduler;
    readonly address: TcpAddress;
    readonly timeoutMs: number;
    readonly signal: AbortSignal;
  },
): Promise<Buffer> {
  let format: SoundFormat | null = null;
  let length = 0;
  const sound: Buffer[] = [];
  return exchange(
    [encodeMessage("synthesize", { text })],
    (message) => {
      if (message.type === "error")
        throw new GatehouseError(
          "WYOMING_SERVICE",
          `The Wyoming service failed: ${String(message.data["text"])}`,
          {
            kind: "failed",
          },
        );
      if (message.type === "audio-start") format = formatOf(message);
      if (message.type === "audio-chunk" && format !== null) {
        length += message.payload.length;
        if (length > format.rate * format.channels * 2 * LONGEST_SECONDS)
          throw new GatehouseError("WYOMING_SOUND", "The speech is longer than a minute.", {
            kind: "failed",
          });
        sound.push(message.payload);
      }
      return message.type === "audio-stop" && format !== null
        ? wavOf(Buffer.concat(sound), format)
        : undefined;
    },
    options,
  );
}

/** A WAV file (RIFF, PCM, signed 16 bit) of these bytes. */
function wavOf(pcm: Buffer, { rate, channels }: SoundFormat): Buffer {
  const header = Buffer.alloc(44);
  header.write("RIFF", 0, "latin1");
  header.writeUInt32LE(36 + pcm.length, 4);
  header.write("WAVEfmt ", 8, "latin1");
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(channels, 22);
  header.writeUInt32LE(rate, 24);
  header.writeUInt32LE(rate * channels * 2, 28);
  header.writeUInt16LE(channels * 2, 32);
  header.writeUInt16LE(16, 34);
  header.write("data", 36, "latin1");
  header.writeUInt32LE(pcm.length, 40);
  return Buffer.concat([header, pcm]);
}
