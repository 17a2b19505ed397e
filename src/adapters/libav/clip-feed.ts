import { messageOf } from "../../runtime/errors.ts";
import type { CameraSink } from "../../sensors/camera.ts";
import type { RingEntry } from "../../sensors/packet-ring.ts";
import type { CameraStreamOptions } from "./camera-options.ts";
import { ClipEncoder, type PictureTime } from "./clip-encoder.ts";
import { carriesSound, clipFormat } from "./clip-format.ts";
import type { ClipFormat, ClipPacket } from "./clip-format.ts";
import { ClipSound } from "./clip-sound.ts";
import { FormatWatch } from "./format-watch.ts";
import { AV_NOPTS_VALUE } from "./native.ts";
import type { CodecParameters, Packet, Stream } from "./native.ts";

export interface ClipFeedParts {
  readonly options: CameraStreamOptions;
  readonly sink: Pick<CameraSink<ClipPacket>, "packet" | "unrecordable">;
  readonly video: Stream;
  readonly audio: Stream | null;
  /** Formats by fingerprint: a camera that comes back unchanged can go on in the same clip. */
  readonly formats: Map<string, ClipFormat>;
  /** Capture time (ms since boot) of a time of the stream's own, ms. */
  readonly captureT: (sourceT: number) => number;
}

/** Makes of what a camera sends what clips are made of: its packets as they are, or coded anew where they cannot or must not be kept. */
export class ClipFeed {
  readonly #parts: ClipFeedParts;
  #format: ClipFormat | null = null;
  #formatWatch: FormatWatch | null = null;
  /** Only where the pictures are coded anew. */
  #encoder: ClipEncoder | null = null;
  /** Only where the sound cannot be kept as it comes. */
  #sound: ClipSound | null = null;

  private constructor(parts: ClipFeedParts) {
    this.#parts = parts;
  }

  /** @throws GatehouseError MEDIA_CODEC_UNKNOWN (missing) */
  static async open(parts: ClipFeedParts): Promise<ClipFeed> {
    const feed = new ClipFeed(parts);
    try {
      await feed.#openSound();
      await feed.#openPictures();
    } catch (error) {
      await feed.abandon();
      throw error;
    }
    return feed;
  }

  /** Pictures that could not be decoded to be coded anew. */
  get errors(): number {
    return this.#encoder?.errors ?? 0;
  }

  /** Pictures that are missing because coding them anew takes too long. */
  get lost(): number {
    return this.#encoder?.dropped ?? 0;
  }

  /** Takes a picture; the packet is not kept. */
  picture(packet: Packet, time: PictureTime): void {
    if (this.#encoder !== null) {
      this.#encoder.push(packet, time);
      return;
    }
    if (packet.isKeyframe) this.#followFormat(packet);
    this.#keep(packet, { media: "video", key: packet.isKeyframe, ...time });
  }

  /** Takes sound; the packet is not kept. */
  sound(packet: Packet): void {
    if (this.#sound === null) this.#keepSound(packet);
    else this.#sound.push(packet);
  }

  /** For sources that can wait: resolves when nothing would be lost. */
  async room(): Promise<void> {
    await Promise.all([this.#encoder?.room(), this.#sound?.room()]);
  }

  /** Codes what waits. */
  async finish(): Promise<void> {
    await Promise.all([this.#encoder?.finish(), this.#sound?.finish()]);
  }

  /** Forgets what waits and ends. */
  async abandon(): Promise<void> {
    await Promise.all([this.#encoder?.abandon(), this.#sound?.abandon()]);
    this.#formatWatch?.close();
    this.#formatWatch = null;
  }

  /** Where sound cannot be coded anew either, clips are silent. */
  async #openSound(): Promise<void> {
    const { audio, options } = this.#parts;
    if (audio === null || carriesSound(audio.codecpar)) return;
    const silent = (error: unknown): null => {
      options.logger.warn("the sound of this camera is not recorded", { error: messageOf(error) });
      return null;
    };
    this.#sound = await ClipSound.open(audio, {
      clock: options.clock,
      packet: (packet) => this.#keepSound(packet),
      failed: silent,
    }).catch(silent);
  }

  async #openPictures(): Promise<void> {
    const { video, options, sink } = this.#parts;
    if (!options.encode) {
      this.#useFormat(clipFormat(video, this.#audio));
      this.#formatWatch = new FormatWatch(video);
      return;
    }
    const { sampleAspectRatio } = video;
    this.#encoder = await ClipEncoder.open(video, {
      masks: options.masks,
      format: (codecpar) => this.#useFormat(clipFormat({ codecpar, sampleAspectRatio }, this.#audio)),
      packet: (packet, time) => this.#keep(packet, { media: "video", key: packet.isKeyframe, ...time }),
      failed: (error) => sink.unrecordable(messageOf(error)),
    });
  }

  get #audio(): { readonly codecpar: CodecParameters } | null {
    return this.#sound ?? this.#parts.audio;
  }

  #useFormat(format: ClipFormat | string): void {
    const { formats, sink } = this.#parts;
    sink.unrecordable(typeof format === "string" ? format : null);
    if (typeof format === "string") return;
    this.#format = formats.get(format.fingerprint) ?? format;
    formats.clear();
    formats.set(this.#format.fingerprint, this.#format);
  }

  /** Pictures may get another format while the stream is open. */
  #followFormat(key: Packet): void {
    const codecpar = this.#formatWatch?.changed(key) ?? null;
    if (codecpar === null) return;
    const { sampleAspectRatio } = this.#parts.video;
    this.#useFormat(clipFormat({ codecpar, sampleAspectRatio, mayReorder: true }, this.#audio));
  }

  #keepSound(packet: Packet): void {
    if (this.#format?.audio === null) return;
    const us = packet.pts === AV_NOPTS_VALUE ? packet.dts : packet.pts;
    const sourceT = Number(us) / 1000;
    this.#keep(packet, { media: "audio", key: false, t: this.#parts.captureT(sourceT), sourceT });
  }

  #keep(packet: Packet, about: Pick<RingEntry<never>, "media" | "key" | "t" | "sourceT">): void {
    if (this.#format === null || Number.isNaN(about.t)) return;
    const native = packet.clone();
    if (native === null) return;
    this.#parts.sink.packet({ ...about, bytes: packet.size, packet: { native, format: this.#format } });
  }
}
