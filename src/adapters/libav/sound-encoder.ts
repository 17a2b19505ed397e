import { GatehouseError } from "../../runtime/errors.ts";
import { SAMPLE_RATE_HZ } from "../../sensors/audio-chunk.ts";
import { MICROSECONDS } from "./media-input.ts";
import { MONO } from "./mono-resampler.ts";
import {
  AV_CODEC_FLAG_GLOBAL_HEADER,
  AV_SAMPLE_FMT_FLTP,
  Codec,
  CodecContext,
  CodecParameters,
  FF_ENCODER_AAC,
  FFmpegError,
  Frame,
  Packet,
} from "./native.ts";

/** Bits a second: plenty for speech at 16 kHz. */
const BIT_RATE = 48_000n;
const FULL_SCALE = 32_768;

/** Codes 16 kHz mono sound as AAC-LC (ISO 14496-3), block by block. */
export class SoundEncoder {
  /** Samples of a block. */
  readonly blockSamples: number;
  readonly #context: CodecContext;
  readonly #out = new Packet();

  private constructor(context: CodecContext) {
    this.#context = context;
    this.blockSamples = context.frameSize;
    this.#out.alloc();
  }

  /** @throws GatehouseError MEDIA_UNENCODABLE (missing) */
  static async open(): Promise<SoundEncoder> {
    const codec = Codec.findEncoderByName(FF_ENCODER_AAC);
    const context = new CodecContext();
    context.allocContext3(codec);
    context.sampleRate = SAMPLE_RATE_HZ;
    context.channelLayout = MONO;
    context.sampleFormat = AV_SAMPLE_FMT_FLTP;
    context.bitRate = BIT_RATE;
    context.timeBase = MICROSECONDS;
    context.threadCount = 1;
    context.setFlags(AV_CODEC_FLAG_GLOBAL_HEADER);
    const code = codec === null ? -1 : await context.open2(codec, null);
    if (code >= 0) return new SoundEncoder(context);
    context.freeContext();
    throw unencodable(codec === null ? "there is no encoder (aac)" : FFmpegError.strerror(code));
  }

  /** What a file has to know about the coded sound. */
  parameters(): CodecParameters {
    const parameters = new CodecParameters();
    parameters.alloc();
    check(parameters.fromContext(this.#context));
    return parameters;
  }

  /**
   * Codes a block. The packet is the caller's until the next block; it is that of the block before (AAC overlaps them), so of the
   * first none comes (null).
   *
   * @param samples `blockSamples` of them
   * @param ptsUs time of the first one
   * @throws GatehouseError MEDIA_UNENCODABLE (missing)
   */
  encode(samples: Int16Array, ptsUs: bigint): Packet | null {
    const frame = new Frame();
    frame.alloc();
    try {
      [frame.nbSamples, frame.sampleRate, frame.format] = [
        samples.length,
        SAMPLE_RATE_HZ,
        AV_SAMPLE_FMT_FLTP,
      ];
      frame.channelLayout = MONO;
      check(frame.getBuffer());
      const [plane] = frame.data ?? [];
      if (plane !== undefined)
        new Float32Array(plane.buffer, plane.byteOffset, samples.length).set(
          Float32Array.from(samples, (sample) => sample / FULL_SCALE),
        );
      frame.pts = ptsUs;
      // A block of 64 ms is coded faster than another thread would have begun with it.
      check(this.#context.sendFrameSync(frame));
    } finally {
      frame.free();
    }
    this.#out.unref();
    return this.#context.receivePacketSync(this.#out) < 0 ? null : this.#out;
  }

  close(): void {
    this.#out.free();
    this.#context.freeContext();
  }
}

function check(code: number): void {
  if (code < 0) throw unencodable(FFmpegError.strerror(code));
}

function unencodable(why: string): GatehouseError {
  return new GatehouseError("MEDIA_UNENCODABLE", `The sound cannot be coded anew: ${why}.`, {
    kind: "missing",
  });
}
