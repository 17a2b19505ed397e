import type { AudioReader } from "../../sensors/ports.ts";
import type { Scheduler } from "../../runtime/clock.ts";
import { SAMPLE_RATE_HZ } from "../../sensors/audio-chunk.ts";
import { mediaError } from "./media-error.ts";
import { MediaInput } from "./media-input.ts";
import { AVERROR_STREAM_NOT_FOUND } from "./native.ts";
import { SoundDecoder } from "./sound-decoder.ts";

/** Reads the sound of any file that the library understands, as 16 kHz mono s16. */
export class LibavAudioReader implements AudioReader {
  readonly #scheduler: Scheduler;

  constructor(parts: { readonly scheduler: Scheduler }) {
    this.#scheduler = parts.scheduler;
  }

  async *samples(path: string, signal?: AbortSignal): AsyncIterable<Int16Array> {
    const input = await MediaInput.open(path, {
      scheduler: this.#scheduler,
      signal: signal ?? new AbortController().signal,
    });
    try {
      if (input.audio === null) throw mediaError(AVERROR_STREAM_NOT_FOUND, "read sound from", path);
      const decoder = await SoundDecoder.open(input.audio);
      try {
        yield* decodeAll(input, decoder);
      } finally {
        decoder.close();
      }
    } finally {
      await input.close();
    }
  }
}

async function* decodeAll(input: MediaInput, decoder: SoundDecoder): AsyncIterable<Int16Array> {
  for (;;) {
    const packet = await input.read();
    try {
      if (packet !== null && packet.streamIndex !== input.audio?.index) continue;
      for await (const { samples } of decoder.decode(packet)) {
        for (let start = 0; start < samples.length; start += SAMPLE_RATE_HZ) {
          yield samples.subarray(start, start + SAMPLE_RATE_HZ);
        }
      }
    } finally {
      packet?.free();
    }
    if (packet === null) return;
  }
}
