import type { Clock } from "../../runtime/clock.ts";
import type { FrameContext } from "../../sensors/camera.ts";
import type { Frame } from "../../sensors/frame.ts";
import type { FramePicker } from "../../sensors/frame-picker.ts";
import type { CoveredPicture } from "../../sensors/covered-picture.ts";
import type { PictureMask } from "../../sensors/picture-mask.ts";
import type { FrozenPicture } from "../../sensors/frozen-picture.ts";
import type { Packet, Stream } from "./native.ts";
import { PacketWork } from "./packet-work.ts";
import type { DecodedPicture } from "./picture-decoder.ts";
import { PictureDecoder } from "./picture-decoder.ts";

/** Packets that may wait for the decoder: two seconds of a common camera. */
const MOST_WAITING = 60;

export interface PictureParts {
  readonly camera: string;
  readonly clock: Clock;
  readonly picker: FramePicker;
  readonly frozen: FrozenPicture;
  readonly covered: CoveredPicture;
  readonly mask: PictureMask;
  /** Capture time (ms since boot) of a presentation time (µs). */
  readonly timeOf: (ptsUs: number) => number;
  readonly lagMs: () => number;
  /** Whether the stream's time leapt a short while ago. */
  readonly leapt: () => boolean;
  /** Whether capture times can be relied on yet; pictures from before are decoded but not handed on. */
  readonly settled: () => boolean;
  /** Each decoded picture, picked or not. */
  readonly decoded: () => void;
  readonly frame: (frame: Frame, context: FrameContext) => void | Promise<void>;
}

/** Decodes the video packets of one opened input beside its reader, and hands on the pictures that are to be analysed. */
export class PicturePipeline {
  readonly #parts: PictureParts;
  readonly #decoder: PictureDecoder;
  readonly #work: PacketWork;

  private constructor(decoder: PictureDecoder, parts: PictureParts) {
    this.#parts = parts;
    this.#decoder = decoder;
    this.#work = new PacketWork({
      limit: MOST_WAITING,
      work: (packet) => this.#decode(packet),
      close: () => decoder.close(),
    });
  }

  /** @throws GatehouseError MEDIA_CODEC_UNKNOWN (missing) */
  static async open(stream: Stream, parts: PictureParts): Promise<PicturePipeline> {
    return new PicturePipeline(await PictureDecoder.open(stream), parts);
  }

  get errors(): number {
    return this.#decoder.errors;
  }

  get dropped(): number {
    return this.#work.dropped;
  }

  /** Takes a reference of its own. */
  push(packet: Packet): void {
    this.#work.push(packet, packet.isKeyframe);
  }

  /** For sources that can wait: resolves when a push would not drop. */
  room(): Promise<void> {
    return this.#work.room();
  }

  /** Decodes what waits and ends. Rejects if a picture could not be converted. */
  finish(): Promise<void> {
    return this.#work.finish();
  }

  /** Forgets what waits and ends. */
  abandon(): Promise<void> {
    return this.#work.abandon();
  }

  async #decode(packet: Packet | null): Promise<void> {
    for await (const picture of this.#decoder.decode(packet)) {
      if (this.#work.abandoned) return;
      this.#parts.decoded();
      if (picture.ptsUs !== null) await this.#emit(picture, picture.ptsUs);
    }
  }

  async #emit(picture: DecodedPicture, ptsUs: number): Promise<void> {
    const { camera, clock, picker, frozen, covered, mask, timeOf, settled, frame } = this.#parts;
    const t = timeOf(ptsUs);
    if (!settled() || !picker.take(t)) return;
    const rgb = await picture.rgb();
    const now = clock.now();
    const context = {
      lagMs: this.#parts.lagMs(),
      leapt: this.#parts.leapt(),
      frozen: frozen.observe(rgb.data, t),
      covered: covered.observe(rgb, t),
      fullWidth: picture.fullWidth,
    };
    // Behind them nobody gets the picture but as it is painted over here; they keep nothing of it that could be shown.
    mask.paint(rgb);
    await frame({ camera, ...rgb, t, at: now.at + t - now.t, ptsMs: ptsUs / 1000 }, context);
  }
}
