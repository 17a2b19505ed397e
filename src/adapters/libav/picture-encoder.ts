import { GatehouseError } from "../../runtime/errors.ts";
import type { PlanarPicture } from "../../sensors/planar-picture.ts";
import { MICROSECONDS } from "./media-input.ts";
import {
  AVCOL_RANGE_MPEG,
  AV_CODEC_FLAG_GLOBAL_HEADER,
  AV_PICTURE_TYPE_I,
  AV_PIX_FMT_YUV420P,
  Codec,
  CodecContext,
  CodecParameters,
  Dictionary,
  FF_ENCODER_LIBX264,
  FFmpegError,
  Frame,
  Packet,
  Rational,
  SoftwareScaleContext,
} from "./native.ts";

export interface EncoderOptions {
  /** Pictures a second, as far as known: what a second of them may take is shared out by it. */
  readonly fps: number;
  /** How thoroughly, and how well, on x264's scales; by default as many pictures a second ask for. */
  readonly effort?: { readonly preset: "superfast" | "veryfast"; readonly quality: number };
  /** Changes a picture before it is coded. */
  readonly paint: (picture: PlanarPicture) => void;
}

/** A key frame at least this often, µs: where a clip can begin. */
const KEY_EVERY_US = 1_000_000;
/** Bits a second for each pixel of a picture, at most: 6 Mbit/s for 1920 x 1080. */
const MOST_BITS_PER_PIXEL = 3;
/** On x264's scale of quality 18 looks like the original, 28 does not. */
const EFFORT = { preset: "superfast", quality: 24 } as const;

/**
 * Codes pictures as H.264, each at once (x264, `zerolatency`: no picture waits for a later one, none is reordered). Pictures of
 * one size; for another one there has to be another encoder.
 */
export class PictureEncoder {
  readonly width: number;
  readonly height: number;
  readonly #context: CodecContext;
  readonly #scaler = new SoftwareScaleContext();
  readonly #out = new Packet();
  readonly #paint: EncoderOptions["paint"];
  #lastKeyUs: bigint | null = null;

  private constructor(context: CodecContext, paint: EncoderOptions["paint"]) {
    this.#context = context;
    this.#paint = paint;
    [this.width, this.height] = [context.width, context.height];
    this.#scaler.allocContext();
    this.#out.alloc();
  }

  /**
   * An encoder for pictures like this one.
   *
   * @throws GatehouseError MEDIA_UNENCODABLE (missing)
   */
  static async open(like: Frame, options: EncoderOptions): Promise<PictureEncoder> {
    const codec = Codec.findEncoderByName(FF_ENCODER_LIBX264);
    const context = new CodecContext();
    context.allocContext3(codec);
    // Colours are kept for each two by two pixels.
    [context.width, context.height] = [like.width - (like.width % 2), like.height - (like.height % 2)];
    context.pixelFormat = AV_PIX_FMT_YUV420P;
    context.sampleAspectRatio = like.sampleAspectRatio;
    context.colorRange = AVCOL_RANGE_MPEG;
    context.colorSpace = like.colorSpace;
    context.colorPrimaries = like.colorPrimaries;
    context.colorTrc = like.colorTrc;
    context.timeBase = MICROSECONDS;
    context.framerate = new Rational(Math.round(options.fps), 1);
    context.maxBFrames = 0;
    context.threadCount = 1;
    context.setFlags(AV_CODEC_FLAG_GLOBAL_HEADER);
    const bits = `${context.width * context.height * MOST_BITS_PER_PIXEL}`;
    const { preset, quality } = options.effort ?? EFFORT;
    const settings = Dictionary.fromObject({
      ...{ preset, tune: "zerolatency", crf: `${quality}`, "forced-idr": "1" },
      ...{ maxrate: bits, bufsize: bits },
    });
    const code = codec === null ? -1 : await context.open2(codec, settings);
    settings.free();
    if (code >= 0) return new PictureEncoder(context, options.paint);
    context.freeContext();
    throw unencodable(codec === null ? "there is no encoder (libx264)" : FFmpegError.strerror(code));
  }

  /** What a file has to know about the coded pictures. */
  parameters(): CodecParameters {
    const parameters = new CodecParameters();
    parameters.alloc();
    check(parameters.fromContext(this.#context));
    return parameters;
  }

  /** Whether pictures like this one can be coded here. */
  fits(frame: Frame): boolean {
    return (
      frame.width - (frame.width % 2) === this.width && frame.height - (frame.height % 2) === this.height
    );
  }

  /**
   * Codes a picture, painted over, at its time (µs). The packet is the caller's until the next picture; null if none came of it.
   *
   * @throws GatehouseError MEDIA_UNENCODABLE (missing)
   */
  async encode(picture: Frame, ptsUs: bigint): Promise<Packet | null> {
    const frame = new Frame();
    frame.alloc();
    try {
      [frame.width, frame.height, frame.format] = [this.width, this.height, AV_PIX_FMT_YUV420P];
      [frame.colorRange, frame.colorSpace] = [AVCOL_RANGE_MPEG, picture.colorSpace];
      [frame.colorPrimaries, frame.colorTrc] = [picture.colorPrimaries, picture.colorTrc];
      check(frame.getBuffer());
      check(await this.#scaler.scaleFrame(frame, picture));
      this.#paint(planar(frame));
      frame.pts = ptsUs;
      if (this.#lastKeyUs === null || ptsUs - this.#lastKeyUs >= KEY_EVERY_US)
        frame.pictType = AV_PICTURE_TYPE_I;
      check(await this.#context.sendFrame(frame));
    } finally {
      frame.free();
    }
    this.#out.unref();
    if (this.#context.receivePacketSync(this.#out) < 0) return null;
    if (this.#out.isKeyframe) this.#lastKeyUs = ptsUs;
    return this.#out;
  }

  close(): void {
    this.#out.free();
    this.#scaler.freeContext();
    this.#context.freeContext();
  }
}

function planar({ width, height, data, linesize }: Frame): PlanarPicture {
  const planes = (data ?? []).map((plane, i) => ({ data: plane, rowBytes: linesize[i] ?? 0 }));
  return { width, height, planes };
}

function check(code: number): void {
  if (code < 0) throw unencodable(FFmpegError.strerror(code));
}

function unencodable(why: string): GatehouseError {
  return new GatehouseError("MEDIA_UNENCODABLE", `The pictures cannot be coded anew: ${why}.`, {
    kind: "missing",
  });
}
