import { GatehouseError } from "../../runtime/errors.ts";
import { isLive, redactSource } from "../../sensors/camera-source.ts";
import type { CameraSink } from "../../sensors/camera.ts";
import type { FramePicker } from "../../sensors/frame-picker.ts";
import type { CoveredPicture } from "../../sensors/covered-picture.ts";
import type { FrozenPicture } from "../../sensors/frozen-picture.ts";
import { PictureMask } from "../../sensors/picture-mask.ts";
import { StreamTiming } from "../../sensors/stream-timing.ts";
import { holdsPicture } from "./access-unit.ts";
import type { CameraStreamOptions } from "./camera-options.ts";
import { ClipFeed } from "./clip-feed.ts";
import type { ClipFormat, ClipPacket } from "./clip-format.ts";
import { mediaError } from "./media-error.ts";
import { MediaInput } from "./media-input.ts";
import { AVERROR_EOF, AVERROR_STREAM_NOT_FOUND, AV_NOPTS_VALUE } from "./native.ts";
import type { Packet, Stream } from "./native.ts";
import { PicturePipeline } from "./picture-pipeline.ts";
import type { PlaybackTiming } from "./playback-timing.ts";
import { shiftPacket } from "./playback-timing.ts";
import { SoundPipeline } from "./sound-pipeline.ts";

/** Parameter sets and remarks (SEI) without the picture that they belong to take less than this. */
const MOST_EMPTY_BYTES = 1_024;
/** A stream whose packets come but none of which becomes a picture for so long is not healthy. */
const UNDECODED_MS = 5_000;

/**
 * A connection's first pictures may have waited in somebody's buffer, and nothing tells for how long: they would seem
 * fresh and be seconds old. What comes after them shows the stream's true pace.
 */
const SETTLING_MS = 1_000;

/** What outlives one opening of the source. */
export interface SessionShared {
  readonly options: CameraStreamOptions;
  readonly signal: AbortSignal;
  readonly picker: FramePicker;
  readonly frozen: FrozenPicture;
  readonly covered: CoveredPicture;
  readonly playback: PlaybackTiming;
  readonly counters: {
    frames: number;
    dropped: number;
    decodeErrors: number;
    /** Pictures that are missing in clips because coding them anew takes too long. */
    notRecorded: number;
  };
  /** Formats by fingerprint: a camera that comes back unchanged can go on in the same clip. */
  readonly formats: Map<string, ClipFormat>;
}

/** One opening of a camera's source: reads packets and hands them to the ring and the decoders. */
export class CameraSession {
  readonly #shared: SessionShared;
  readonly #sink: CameraSink<ClipPacket>;
  readonly #input: MediaInput;
  readonly #video: Stream;
  readonly #live: boolean;
  readonly #timing = new StreamTiming();
  #clips: ClipFeed | null = null;
  /** Pictures that it has lost, as far as they are counted. */
  #lost = 0;
  #pictures: PicturePipeline | null = null;
  #sound: SoundPipeline | null = null;
  /** Live only: from the stream's time to the time since boot, µs. */
  #shiftUs: bigint | null = null;
  #firstVideoT = Number.NaN;
  #lastVideoT = Number.NaN;
  #lastDecodedT = Number.NaN;
  #lastFrameT = -Infinity;
  #seenKey = false;

  private constructor(shared: SessionShared, sink: CameraSink<ClipPacket>, input: MediaInput) {
    this.#shared = shared;
    this.#sink = sink;
    this.#input = input;
    this.#live = isLive(input.kind);
    if (input.video === null)
      throw mediaError(AVERROR_STREAM_NOT_FOUND, "see anything in", shared.options.source);
    this.#video = input.video;
  }

  /** @throws GatehouseError MEDIA_… if the source cannot be opened or shows no pictures */
  static async open(shared: SessionShared, sink: CameraSink<ClipPacket>): Promise<CameraSession> {
    const { options, signal } = shared;
    const input = await MediaInput.open(options.source, {
      scheduler: options.scheduler,
      signal,
      ...(options.stallMs === undefined ? {} : { stallMs: options.stallMs }),
      ...(options.analyseFps === null ? {} : { pictureFps: options.analyseFps }),
    });
    let session: CameraSession | null = null;
    try {
      session = new CameraSession(shared, sink, input);
      await session.#prepare();
      return session;
    } catch (error) {
      // With what is open already, or each new try would leave its decoders behind.
      await (session ?? input).close();
      throw error;
    }
  }

  /** Reads to the end of a file; throws when a live source ends or breaks off. */
  async play(): Promise<void> {
    const { playback, signal, options } = this.#shared;
    playback.beginPass();
    while (!signal.aborted) {
      const packet = await this.#input.read();
      if (packet === null) {
        if (this.#live) throw mediaError(AVERROR_EOF, "read on from", options.source);
        await Promise.all(this.#workers.map((worker) => worker.finish()));
        return;
      }
      try {
        if (!this.#live) await playback.place(packet);
        await this.#route(packet);
      } finally {
        packet.free();
      }
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.abandon()));
    const { counters } = this.#shared;
    counters.decodeErrors += this.#pictures?.errors ?? this.#clips?.errors ?? 0;
    counters.dropped += this.#pictures?.dropped ?? 0;
    this.#countLost();
    await this.#input.close();
  }

  /** What works on packets beside this reader. */
  get #workers(): readonly Pick<PicturePipeline, "room" | "finish" | "abandon">[] {
    const all = [this.#pictures, this.#sound, this.#clips];
    return all.filter((worker) => worker !== null);
  }

  async #prepare(): Promise<void> {
    const { options } = this.#shared;
    if (options.packets) {
      this.#clips = await ClipFeed.open({
        ...{ options, sink: this.#sink, formats: this.#shared.formats },
        ...{ video: this.#video, audio: this.#input.audio },
        captureT: (sourceT) => this.#captureT(sourceT),
      });
    }
    const timeOf = (ptsUs: number): number => this.#captureT(ptsUs / 1000);
    if (options.analyseFps !== null) {
      this.#pictures = await PicturePipeline.open(this.#video, {
        camera: options.camera,
        clock: options.clock,
        picker: this.#shared.picker,
        frozen: this.#shared.frozen,
        covered: this.#shared.covered,
        mask: new PictureMask(options.masks),
        timeOf: (ptsUs) => (this.#lastFrameT = Math.max(this.#lastFrameT, timeOf(ptsUs))),
        settled: () => !this.#live || options.clock.now().t - this.#firstVideoT >= SETTLING_MS,
        lagMs: () => (this.#live ? this.#timing.lagMs : 0),
        leapt: () => this.#live && this.#timing.leapt(options.clock.now().t),
        decoded: () => this.#decoded(),
        frame: (frame, context) => this.#sink.frame(frame, context),
      });
    }
    if (options.sound && this.#input.audio !== null) {
      this.#sound = await SoundPipeline.open(this.#input.audio, {
        clock: options.clock,
        timeOf,
        sound: (chunk) => this.#sink.sound(chunk),
      });
    }
  }

  async #route(packet: Packet): Promise<void> {
    const nowT = this.#shared.options.clock.now().t;
    if (this.#live) this.#placeLive(packet, nowT);
    if (packet.streamIndex === this.#video.index) this.#routeVideo(packet, nowT);
    else this.#routeSound(packet);
    if (this.#live) this.#throwIfBlind(nowT);
    else if (!this.#shared.options.paced) await Promise.all(this.#workers.map((worker) => worker.room()));
  }

  /** A live packet's own time begins anywhere; put it on the axis of the time since boot. */
  #placeLive(packet: Packet, nowT: number): void {
    const us = packet.dts === AV_NOPTS_VALUE ? packet.pts : packet.dts;
    if (us === AV_NOPTS_VALUE) {
      packet.pts = BigInt(Math.round(nowT * 1000));
      packet.dts = packet.pts;
      return;
    }
    this.#shiftUs ??= BigInt(Math.round(nowT * 1000)) - us;
    shiftPacket(packet, this.#shiftUs);
  }

  #routeVideo(packet: Packet, nowT: number): void {
    if (!this.#isPicture(packet)) return;
    const us = packet.pts === AV_NOPTS_VALUE ? packet.dts : packet.pts;
    const ptsMs = Number(us) / 1000;
    const t = this.#live ? this.#timing.arrived(ptsMs, nowT).t : ptsMs;
    this.#lastVideoT = nowT;
    if (Number.isNaN(this.#firstVideoT)) this.#firstVideoT = nowT;
    // What comes before the first key frame cannot be decoded.
    this.#seenKey ||= packet.isKeyframe;
    if (!this.#seenKey) return;
    this.#shared.counters.frames += 1;
    this.#clips?.picture(packet, { t, sourceT: ptsMs });
    this.#countLost();
    this.#pictures?.push(packet);
    if (this.#pictures === null) this.#sink.health(true, "");
    else this.#sayUndecoded(nowT);
  }

  #countLost(): void {
    const lost = this.#clips?.lost ?? 0;
    this.#shared.counters.notRecorded += lost - this.#lost;
    this.#lost = lost;
  }

  /** A packet without a picture is small; larger ones need not be searched. */
  #isPicture(packet: Packet): boolean {
    const { codecId, extradata } = this.#video.codecpar;
    // In MP4's manner (ISO 14496-15, which begins with 1) there are no start codes.
    if (packet.size > MOST_EMPTY_BYTES || extradata?.[0] === 1) return true;
    return holdsPicture(packet.data, codecId);
  }

  #routeSound(packet: Packet): void {
    this.#clips?.sound(packet);
    this.#sound?.push(packet);
  }

  #captureT(ptsMs: number): number {
    if (!this.#live) return ptsMs;
    const t = this.#timing.timeOf(ptsMs);
    return Math.min(t, this.#shared.options.clock.now().t);
  }

  #decoded(): void {
    this.#lastDecodedT = this.#shared.options.clock.now().t;
    this.#sink.health(true, "");
  }

  #sayUndecoded(nowT: number): void {
    if (Number.isNaN(this.#lastDecodedT)) this.#lastDecodedT = nowT;
    if (!this.#live || nowT - this.#lastDecodedT < UNDECODED_MS) return;
    this.#sink.health(false, `no picture could be decoded for ${UNDECODED_MS / 1000} s`);
  }

  #throwIfBlind(nowT: number): void {
    const { stallMs = UNDECODED_MS, source } = this.#shared.options;
    if (Number.isNaN(this.#lastVideoT)) this.#lastVideoT = nowT;
    if (nowT - this.#lastVideoT < stallMs) return;
    throw new GatehouseError(
      "MEDIA_STALLED",
      `${redactSource(source)} sends sound but has sent no picture for ${stallMs / 1000} s.`,
      { kind: "failed" },
    );
  }
}
