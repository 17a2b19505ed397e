import { GatehouseError } from "../../runtime/errors.ts";
import { SAMPLE_RATE_HZ } from "../../sensors/audio-chunk.ts";
import { MICROSECONDS } from "./media-input.ts";
import {
  AV_CHANNEL_ORDER_NATIVE,
  AV_NOPTS_VALUE,
  AV_SAMPLE_FMT_S16,
  Codec,
  CodecContext,
  Frame,
  SoftwareResampleContext,
} from "./native.ts";
import type { Packet, Stream } from "./native.ts";

const MONO = { order: AV_CHANNEL_ORDER_NATIVE, nbChannels: 1, mask: 4n };

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
  #resampler: { context: SoftwareResampleContext; format: string } | null = null;
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
      this.#resampler ??= { context: openResampler(this.#frame), format };
      const samples = this.#resample(this.#resampler.context, this.#frame);
      this.#frame.unref();
      if (samples.length > 0) yield { samples, ptsUs: pts === AV_NOPTS_VALUE ? null : Number(pts) };
    }
    if (packet === null) yield* this.#rest();
  }

  close(): void {
    this.#resampler?.context.free();
    this.#resampler = null;
    this.#frame.free();
    this.#context.freeContext();
  }

  /** What the resampler still holds; afterwards there is none, so that the next format gets its own. */
  *#rest(): Generator<SoundBlock> {
    if (this.#resampler === null) return;
    const samples = this.#resample(this.#resampler.context, null);
    this.#resampler.context.free();
    this.#resampler = null;
    if (samples.length > 0) yield { samples, ptsUs: null };
  }

  #resample(context: SoftwareResampleContext, frame: Frame | null): Int16Array {
    const count = context.getOutSamples(frame?.nbSamples ?? 0);
    if (count <= 0) return new Int16Array(0);
    const out = Buffer.alloc(count * 2);
    const got = context.convertSync(
      [out],
      count,
      frame === null ? null : frame.extendedData,
      frame?.nbSamples ?? 0,
    );
    if (got < 0) this.#errors += 1;
    return new Int16Array(out.buffer, out.byteOffset, Math.max(0, got)).slice();
  }
}

function openResampler(frame: Frame): SoftwareResampleContext {
  const context = new SoftwareResampleContext();
  const set = context.allocSetOpts2(
    MONO,
    AV_SAMPLE_FMT_S16,
    SAMPLE_RATE_HZ,
    frame.channelLayout,
    frame.format as typeof AV_SAMPLE_FMT_S16,
    frame.sampleRate,
  );
  if (set >= 0 && context.init() >= 0) return context;
  context.free();
  throw new GatehouseError(
    "MEDIA_SOUND_FORMAT",
    `Sound with ${frame.channels} channels at ${frame.sampleRate} Hz cannot be converted to 16 kHz mono.`,
    { kind: "missing" },
  );
}
