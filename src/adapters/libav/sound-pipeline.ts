import type { Clock } from "../../runtime/clock.ts";
import type { AudioChunk } from "../../sensors/audio-chunk.ts";
import { SAMPLE_RATE_HZ } from "../../sensors/audio-chunk.ts";
import { SoundChunker } from "../../sensors/sound-chunker.ts";
import type { Packet, Stream } from "./native.ts";
import { PacketWork } from "./packet-work.ts";
import { SoundDecoder } from "./sound-decoder.ts";

/** 80 ms. */
const CHUNK_SAMPLES = (SAMPLE_RATE_HZ * 80) / 1000;
const MOST_WAITING = 200;

export interface SoundParts {
  readonly clock: Clock;
  /** Capture time (ms since boot) of a presentation time (µs). */
  readonly timeOf: (ptsUs: number) => number;
  readonly sound: (chunk: AudioChunk) => void;
  /** How many samples a chunk has; 80 ms of them if it is not said. */
  readonly chunkSamples?: number;
}

/** Decodes the sound of one opened input beside its reader. */
export class SoundPipeline {
  readonly #parts: SoundParts;
  readonly #decoder: SoundDecoder;
  readonly #chunker: SoundChunker;
  readonly #work: PacketWork;
  /** Presentation time of the next sound, should the stream not say it; µs. */
  #nextUs = 0;

  private constructor(decoder: SoundDecoder, parts: SoundParts) {
    this.#parts = parts;
    this.#decoder = decoder;
    this.#chunker = new SoundChunker(parts.chunkSamples ?? CHUNK_SAMPLES);
    this.#work = new PacketWork({
      limit: MOST_WAITING,
      // The decoders of sound hold nothing back.
      work: async (packet) => (packet === null ? undefined : this.#decode(packet)),
      close: () => decoder.close(),
    });
  }

  /** @throws GatehouseError MEDIA_CODEC_UNKNOWN (missing) */
  static async open(stream: Stream, parts: SoundParts): Promise<SoundPipeline> {
    return new SoundPipeline(await SoundDecoder.open(stream), parts);
  }

  /** Takes a reference of its own. */
  push(packet: Packet): void {
    this.#work.push(packet, true);
  }

  room(): Promise<void> {
    return this.#work.room();
  }

  /** Decodes what waits and ends. */
  finish(): Promise<void> {
    return this.#work.finish();
  }

  /** Forgets what waits and ends. */
  abandon(): Promise<void> {
    return this.#work.abandon();
  }

  async #decode(packet: Packet): Promise<void> {
    for await (const { samples, ptsUs } of this.#decoder.decode(packet)) {
      const startUs = ptsUs ?? this.#nextUs;
      const now = this.#parts.clock.now();
      for (const chunk of this.#chunker.push(samples, this.#parts.timeOf(startUs), now.at - now.t)) {
        this.#parts.sound(chunk);
      }
      this.#nextUs = startUs + (samples.length / SAMPLE_RATE_HZ) * 1e6;
    }
  }
}
