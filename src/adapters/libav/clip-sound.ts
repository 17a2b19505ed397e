import type { Clock } from "../../runtime/clock.ts";
import type { CodecParameters, Packet, Stream } from "./native.ts";
import { SoundEncoder } from "./sound-encoder.ts";
import { SoundPipeline } from "./sound-pipeline.ts";

export interface ClipSoundParts {
  readonly clock: Clock;
  /** Coded sound, its times in µs as the stream's; the packet is not the receiver's. */
  readonly packet: (packet: Packet) => void;
  /** Nothing more will come of it, and why. */
  readonly failed: (error: unknown) => void;
}

/** Codes a camera's sound as AAC for its clips, where it comes in a way that MP4 does not carry: G.711, as from many cameras. */
export class ClipSound {
  readonly codecpar: CodecParameters;
  readonly #pipeline: SoundPipeline;
  readonly #encoder: SoundEncoder;

  private constructor(pipeline: SoundPipeline, encoder: SoundEncoder) {
    this.#pipeline = pipeline;
    this.#encoder = encoder;
    this.codecpar = encoder.parameters();
  }

  /** @throws GatehouseError MEDIA_CODEC_UNKNOWN, MEDIA_UNENCODABLE (missing) */
  static async open(stream: Stream, { clock, packet, failed }: ClipSoundParts): Promise<ClipSound> {
    const encoder = await SoundEncoder.open();
    let isBroken = false;
    const code = (samples: Int16Array, ptsMs: number): void => {
      if (isBroken) return;
      try {
        const coded = encoder.encode(samples, BigInt(Math.round(ptsMs * 1000)));
        if (coded !== null) packet(coded);
      } catch (error) {
        isBroken = true;
        failed(error);
      }
    };
    try {
      const pipeline = await SoundPipeline.open(stream, {
        clock,
        chunkSamples: encoder.blockSamples,
        // Times stay the stream's own here.
        timeOf: (ptsUs) => ptsUs / 1000,
        sound: ({ samples, t }) => code(samples, t),
      });
      return new ClipSound(pipeline, encoder);
    } catch (error) {
      encoder.close();
      throw error;
    }
  }

  /** Takes a reference of its own. */
  push(packet: Packet): void {
    this.#pipeline.push(packet);
  }

  /** For sources that can wait: resolves when a push would not drop. */
  room(): Promise<void> {
    return this.#pipeline.room();
  }

  /** Codes what waits. */
  async finish(): Promise<void> {
    await this.#pipeline.finish().catch(() => undefined);
  }

  /** Forgets what waits and ends. */
  async abandon(): Promise<void> {
    await this.#pipeline.abandon();
    this.#encoder.close();
  }
}
