import { PictureMask, beforeTurning } from "../../sensors/picture-mask.ts";
import type { Area } from "../../sensors/picture-mask.ts";
import { paintPlanes } from "../../sensors/planar-picture.ts";
import { AV_PKT_DATA_DISPLAYMATRIX } from "./native.ts";
import type { CodecParameters, Packet, Stream } from "./native.ts";
import { PacketWork } from "./packet-work.ts";
import type { DecodedPicture } from "./picture-decoder.ts";
import { PictureDecoder } from "./picture-decoder.ts";
import { PictureEncoder } from "./picture-encoder.ts";

/** Packets that may wait: two seconds of a common camera. Where it gets more, the machine is too slow, and some are lost. */
const MOST_WAITING = 60;
/** Pictures whose time is remembered: those that wait, and those that are in the decoder. */
const MOST_TIMES = 2 * MOST_WAITING;
const USUAL_FPS = 25;

/** When a picture was taken. */
export interface PictureTime {
  /** Capture time, ms since boot. */
  readonly t: number;
  /** The same by the stream's own clock, ms. */
  readonly sourceT: number;
}

export interface ClipEncoderParts {
  /** Areas of the upright picture that are painted over. */
  readonly masks: readonly Area[];
  /** The packets that follow are of this format. */
  readonly format: (video: CodecParameters) => void;
  /** A coded picture; the packet is not the receiver's. */
  readonly packet: (packet: Packet, time: PictureTime) => void;
  /** Nothing more will come of it, and why. */
  readonly failed: (error: unknown) => void;
}

/** Decodes a camera's pictures, paints its masks into them and codes them anew, beside the camera's reader. */
export class ClipEncoder {
  readonly #parts: ClipEncoderParts;
  readonly #stream: Stream;
  readonly #decoder: PictureDecoder;
  readonly #mask: PictureMask;
  readonly #work: PacketWork;
  /** By presentation time, µs. */
  readonly #times = new Map<bigint, PictureTime & { readonly duration: bigint }>();
  #encoder: PictureEncoder | null = null;
  #lost = 0;

  private constructor(decoder: PictureDecoder, stream: Stream, parts: ClipEncoderParts) {
    this.#parts = parts;
    this.#stream = stream;
    this.#decoder = decoder;
    this.#mask = new PictureMask(beforeTurning(parts.masks, decoder.turns));
    this.#work = new PacketWork({
      limit: MOST_WAITING,
      work: (packet) => this.#recode(packet),
      close: () => {
        decoder.close();
        this.#encoder?.close();
      },
    });
  }

  /** @throws GatehouseError MEDIA_CODEC_UNKNOWN (missing) */
  static async open(stream: Stream, parts: ClipEncoderParts): Promise<ClipEncoder> {
    return new ClipEncoder(await PictureDecoder.open(stream), stream, parts);
  }

  /** Pictures that could not be decoded. */
  get errors(): number {
    return this.#decoder.errors;
  }

  /** Pictures that were lost because coding takes too long. */
  get dropped(): number {
    return this.#work.dropped + this.#lost;
  }

  /** Takes a reference of its own. */
  push(packet: Packet, time: PictureTime): void {
    for (const oldest of this.#times.keys()) {
      if (this.#times.size < MOST_TIMES) break;
      this.#times.delete(oldest);
    }
    this.#times.set(packet.pts, { ...time, duration: packet.duration });
    this.#work.push(packet, packet.isKeyframe);
  }

  /** For sources that can wait: resolves when a push would not drop. */
  room(): Promise<void> {
    return this.#work.room();
  }

  /** Codes what waits and ends. */
  async finish(): Promise<void> {
    await this.#work.finish().catch(() => undefined);
  }

  /** Forgets what waits and ends. */
  abandon(): Promise<void> {
    return this.#work.abandon();
  }

  async #recode(packet: Packet | null): Promise<void> {
    try {
      for await (const picture of this.#decoder.decode(packet)) {
        if (this.#work.abandoned) return;
        await this.#encode(picture);
      }
    } catch (error) {
      this.#parts.failed(error);
      throw error;
    }
  }

  async #encode({ native }: DecodedPicture): Promise<void> {
    const time = this.#times.get(native.bestEffortTimestamp);
    this.#times.delete(native.bestEffortTimestamp);
    if (time === undefined) {
      this.#lost += 1;
      return;
    }
    const encoder = this.#encoder?.fits(native) === true ? this.#encoder : await this.#another(native);
    const packet = await encoder.encode(native, native.bestEffortTimestamp);
    if (packet === null) {
      this.#lost += 1;
      return;
    }
    packet.duration = time.duration;
    this.#parts.packet(packet, { t: time.t, sourceT: time.sourceT });
  }

  /** The first one, or pictures of another size have come. */
  async #another(like: DecodedPicture["native"]): Promise<PictureEncoder> {
    this.#encoder?.close();
    this.#encoder = null;
    const { num, den } = this.#stream.avgFrameRate;
    const encoder = await PictureEncoder.open(like, {
      fps: num > 0 && den > 0 ? Math.min(60, Math.max(1, num / den)) : USUAL_FPS,
      paint: (picture) => paintPlanes(picture, this.#mask.spans(picture.width, picture.height)),
    });
    this.#encoder = encoder;
    const parameters = encoder.parameters();
    const turned = this.#stream.codecpar.getCodedSideData(AV_PKT_DATA_DISPLAYMATRIX);
    if (turned !== null) parameters.addCodedSideData(AV_PKT_DATA_DISPLAYMATRIX, turned);
    this.#parts.format(parameters);
    return encoder;
  }
}
