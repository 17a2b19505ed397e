import { GatehouseError } from "../../runtime/errors.ts";
import { MICROSECONDS } from "./media-input.ts";
import { MonoResampler } from "./mono-resampler.ts";
import { AV_NOPTS_VALUE, Codec, CodecContext, Frame } from "./native.ts";
import type { Packet, Stream } from "./native.ts";

/** Decoded sound, 16 kHz mono s16. */
export interface SoundBlock {
  readonly samples: Int16Array;
  /** Presentation time of the first sample, µs; null if the stream has none. */
  readonly ptsUs: number | null;
}

/** Decodes one audio stream of any format and rate to 16 kHz mono s16. Broken packets are counted and left out. */
export class SoundDecoder {
  readonly #context: CodecContext;
  readonly #frame: Frame;
  #resampler: { mono: MonoResampler; format: string } | null = null;
  #errors = 0;

  private constructor(context: CodecContext) {
    this.#context = context;
    this.#frame = new Frame();
    this.#frame.alloc();
  }

  /** @throws GatehouseError MEDIA_CODEC_UNKNOWN (missing) */
  static async open(stream: Stream): Promise<SoundDecoder> {
    const codec = Codec.findDecoder(stream.codecpar.codecId);
    const context = new CodecContext();
    context.allocContext3(codec);
    context.parametersToContext(stream.codecpar);
    context.pktTimebase = MICROSECONDS;
    if (codec === null || (await context.open2(codec, null)) < 0) {
      context.freeContext();
      throw new GatehouseError(
        "MEDIA_CODEC_UNKNOWN",
        `Sound of codec ${stream.codecpar.codecId} cannot be decoded; set the camera to AAC or G.711.`,
        { kind: "missing" },
      );
    }
    return new SoundDecoder(context);
  }

  get errors(): number {
    return this.#errors;
  }

  /** The sound that becomes ready by this packet (not freed here); null drains decoder and resampler. */
  async *decode(packet: Packet | null): AsyncGenerator<SoundBlock> {
    if ((await this.#context.sendPacket(packet)) < 0 && packet !== null) this.#errors += 1;
    while ((await this.#context.receiveFrame(this.#frame)) >= 0) {
      const pts = this.#frame.bestEffortTimestamp;
      const format = `${this.#frame.format}/${this.#frame.sampleRate}/${this.#frame.channels}`;
      if (this.#resampler !== null && this.#resampler.format !== format) {
        yield* this.#rest();
      }
      this.#resampler ??= { mono: MonoResampler.open(this.#frame), format };
      const samples = this.#resample(this.#resampler.mono, this.#frame);
      this.#frame.unref();
      if (samples.length > 0) yield { samples, ptsUs: pts === AV_NOPTS_VALUE ? null : Number(pts) };
    }
    if (packet === null) yield* this.#rest();
  }

  close(): void {
    this.#resampler?.mono.close();
    this.#resampler = null;
    this.#frame.free();
    this.#context.freeContext();
  }

  /** What the resampler still holds; afterwards there is none, so that the next format gets its own. */
  *#rest(): Generator<SoundBlock> {
    if (this.#resampler === null) return;
    const samples = this.#resample(this.#resampler.mono, null);
    this.#resampler.mono.close();
    this.#resampler = null;
    if (samples.length > 0) yield { samples, ptsUs: null };
  }

  #resample(resampler: MonoResampler, frame: Frame | null): Int16Array {
    const samples = resampler.convert(frame?.extendedData ?? null, frame?.nbSamples ?? 0);
    if (samples === null) this.#errors += 1;
    return samples ?? new Int16Array(0);
  }
}
