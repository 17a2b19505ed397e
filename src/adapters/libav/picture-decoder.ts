import { GatehouseError } from "../../runtime/errors.ts";
import type { QuarterTurns, RgbPicture } from "../../sensors/rotate-picture.ts";
import { rotatePicture, turnsOfDisplayMatrix } from "../../sensors/rotate-picture.ts";
import { MICROSECONDS } from "./media-input.ts";
import {
  AV_FRAME_FLAG_CORRUPT,
  AV_NOPTS_VALUE,
  AV_PIX_FMT_RGB24,
  AV_PKT_DATA_DISPLAYMATRIX,
  Codec,
  CodecContext,
  FFmpegError,
  Frame,
  SoftwareScaleContext,
} from "./native.ts";
import type { Packet, Stream } from "./native.ts";

/** Longest side of an analysed picture, pixels. */
const LONGEST_SIDE = 1280;

/** A decoded picture that is still the library's; turn it into RGB before the next one is asked for. */
export interface DecodedPicture {
  /** Presentation time, µs; null if the stream has none. */
  readonly ptsUs: number | null;
  /** Width of the upright picture with square pixels before it is made smaller. */
  readonly fullWidth: number;
  /** As it was decoded: not turned, and not to be written into, for pictures to come may be made from it. */
  readonly native: Frame;
  /** The picture, upright, with square pixels, longest side at most 1280. */
  rgb(): Promise<RgbPicture>;
}

/** Decodes one video stream; broken pictures are counted and left out, because nobody may be judged by them. */
export class PictureDecoder {
  readonly #context: CodecContext;
  readonly #scaler = new SoftwareScaleContext();
  readonly #frame: Frame;
  readonly #turns: QuarterTurns;
  readonly #aspect: number;
  #errors = 0;

  private constructor(context: CodecContext, stream: Stream) {
    this.#context = context;
    this.#frame = new Frame();
    this.#frame.alloc();
    this.#scaler.allocContext();
    this.#scaler.setOption("sws_flags", "bilinear");
    const matrix = stream.codecpar.getCodedSideData(AV_PKT_DATA_DISPLAYMATRIX);
    this.#turns = matrix === null ? 0 : turnsOfDisplayMatrix(matrix);
    this.#aspect = ratio(stream.sampleAspectRatio) ?? ratio(stream.codecpar.sampleAspectRatio) ?? 1;
  }

  /** @throws GatehouseError MEDIA_CODEC_UNKNOWN (missing) */
  static async open(stream: Stream): Promise<PictureDecoder> {
    const codec = Codec.findDecoder(stream.codecpar.codecId);
    const context = new CodecContext();
    context.allocContext3(codec);
    context.parametersToContext(stream.codecpar);
    context.pktTimebase = MICROSECONDS;
    context.threadCount = 1;
    if (codec === null || (await context.open2(codec, null)) < 0) {
      context.freeContext();
      throw new GatehouseError(
        "MEDIA_CODEC_UNKNOWN",
        `Video of codec ${stream.codecpar.codecId} cannot be decoded; set the camera to H.264.`,
        { kind: "missing" },
      );
    }
    return new PictureDecoder(context, stream);
  }

  /** Packets and pictures that could not be decoded. */
  get errors(): number {
    return this.#errors;
  }

  /** How the pictures have to be turned to stand upright. */
  get turns(): QuarterTurns {
    return this.#turns;
  }

  /** The pictures that become ready by this packet (not freed here); null drains what the decoder still holds. */
  async *decode(packet: Packet | null): AsyncGenerator<DecodedPicture> {
    if ((await this.#context.sendPacket(packet)) < 0 && packet !== null) this.#errors += 1;
    for (;;) {
      // On one thread a packet is decoded while it is sent: what it became only has to be fetched, which is not worth a way
      // through the thread pool. At the end of the stream there may be something left to decode.
      const code =
        packet === null
          ? await this.#context.receiveFrame(this.#frame)
          : this.#context.receiveFrameSync(this.#frame);
      if (code < 0) break;
      if (this.#frame.decodeErrorFlags !== 0 || this.#frame.hasFlags(AV_FRAME_FLAG_CORRUPT))
        this.#errors += 1;
      else yield this.#picture();
      this.#frame.unref();
    }
    if (packet === null) this.#context.flushBuffers();
  }

  close(): void {
    this.#scaler.freeContext();
    this.#frame.free();
    this.#context.freeContext();
  }

  #picture(): DecodedPicture {
    const aspect = ratio(this.#frame.sampleAspectRatio) ?? this.#aspect;
    const [width, height] = [Math.round(this.#frame.width * aspect), this.#frame.height];
    return {
      ptsUs: ptsOf(this.#frame),
      native: this.#frame,
      fullWidth: this.#turns % 2 === 0 ? width : height,
      rgb: () => this.#rgb(fit(width, height)),
    };
  }

  async #rgb(size: { width: number; height: number }): Promise<RgbPicture> {
    const rgb = new Frame();
    rgb.alloc();
    try {
      [rgb.width, rgb.height, rgb.format] = [size.width, size.height, AV_PIX_FMT_RGB24];
      check(rgb.getBuffer());
      // It heeds what the stream says of its colours: high definition has another matrix than television of old.
      check(await this.#scaler.scaleFrame(rgb, this.#frame));
      return rotatePicture({ ...size, data: rgb.toBuffer() }, this.#turns);
    } finally {
      rgb.free();
    }
  }
}

function check(code: number): void {
  if (code >= 0) return;
  throw new GatehouseError(
    "MEDIA_UNCONVERTIBLE",
    `A picture cannot be turned into RGB: ${FFmpegError.strerror(code)}.`,
    { kind: "failed" },
  );
}

/** The largest size of the same shape that is not larger than the picture and fits. */
function fit(width: number, height: number): { width: number; height: number } {
  const scale = Math.min(1, LONGEST_SIDE / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

function ratio(value: { num: number; den: number }): number | null {
  return value.num > 0 && value.den > 0 ? value.num / value.den : null;
}

function ptsOf(frame: Frame): number | null {
  const pts = frame.bestEffortTimestamp;
  return pts === AV_NOPTS_VALUE ? null : Number(pts);
}
