import type { Clock } from "../../runtime/clock.ts";
import type { AudioChunk } from "../../sensors/audio-chunk.ts";
import { SAMPLE_RATE_HZ } from "../../sensors/audio-chunk.ts";
import { PacketBacklog } from "../../sensors/packet-backlog.ts";
import { SoundChunker } from "../../sensors/sound-chunker.ts";
import type { Packet, Stream } from "./native.ts";
import { SoundDecoder } from "./sound-decoder.ts";

/** Sound leaves in chunks of 80 ms. */
const CHUNK_SAMPLES = (SAMPLE_RATE_HZ * 80) / 1000;
const MOST_WAITING = 200;

export interface SoundParts {
  readonly clock: Clock;
  /** Capture time (ms since boot) of a presentation time (µs). */
  readonly timeOf: (ptsUs: number) => number;
  readonly sound: (chunk: AudioChunk) => void;
}

/** Decodes the sound of one opened input beside its reader. */
export class SoundPipeline {
  readonly #parts: SoundParts;
  readonly #decoder: SoundDecoder;
  readonly #chunker = new SoundChunker(CHUNK_SAMPLES);
  readonly #backlog = new PacketBacklog<Packet>(MOST_WAITING, (packet) => packet.free());
  readonly #done: Promise<void>;

  private constructor(decoder: SoundDecoder, parts: SoundParts) {
    this.#parts = parts;
    this.#decoder = decoder;
    this.#done = this.#run();
    this.#done.catch(() => undefined);
  }

  /** @throws GatehouseError MEDIA_CODEC_UNKNOWN (missing) */
  static async open(stream: Stream, parts: SoundParts): Promise<SoundPipeline> {
    return new SoundPipeline(await SoundDecoder.open(stream), parts);
  }

  /** Takes a reference of its own. */
  push(packet: Packet): void {
    const copy = packet.clone();
    if (copy !== null) this.#backlog.push(copy, true);
  }

  room(): Promise<void> {
    return this.#backlog.room();
  }

  /** Decodes what waits and ends. */
  finish(): Promise<void> {
    this.#backlog.end();
    return this.#done;
  }

  /** Forgets what waits and ends. */
  async abandon(): Promise<void> {
    this.#backlog.abandon();
    await this.#done.catch(() => undefined);
  }

  async #run(): Promise<void> {
    let nextUs = 0;
    try {
      for (let packet = await this.#backlog.next(); packet !== null; packet = await this.#backlog.next()) {
        try {
          nextUs = await this.#decode(packet, nextUs);
        } finally {
          packet.free();
        }
      }
    } finally {
      this.#backlog.abandon();
      this.#decoder.close();
    }
  }

  /** @param expectedUs presentation time of the sound if the stream does not say it; returns that of what follows */
  async #decode(packet: Packet, expectedUs: number): Promise<number> {
    let nextUs = expectedUs;
    for await (const { samples, ptsUs } of this.#decoder.decode(packet)) {
      const startUs = ptsUs ?? nextUs;
      const now = this.#parts.clock.now();
      for (const chunk of this.#chunker.push(samples, this.#parts.timeOf(startUs), now.at - now.t)) {
        this.#parts.sound(chunk);
      }
      nextUs = startUs + (samples.length / SAMPLE_RATE_HZ) * 1e6;
    }
    return nextUs;
  }
}
