import { GatehouseError } from "../../runtime/errors.ts";
import { SAMPLE_RATE_HZ } from "../../sensors/audio-chunk.ts";
import {
  AV_CHANNEL_ORDER_NATIVE,
  AV_CHANNEL_ORDER_UNSPEC,
  AV_SAMPLE_FMT_S16,
  SoftwareResampleContext,
  type Frame,
} from "./native.ts";

/** One channel, for the library. */
export const MONO = { order: AV_CHANNEL_ORDER_NATIVE, nbChannels: 1, mask: 4n };
const NOTHING = new Int16Array(0);

/** How the sound of a resampler comes. */
export type SoundLayout = Pick<Frame, "channelLayout" | "format" | "sampleRate" | "channels">;

/** Turns sound of any layout and rate, in order, into 16 kHz mono s16. */
export class MonoResampler {
  readonly #context: SoftwareResampleContext;

  private constructor(context: SoftwareResampleContext) {
    this.#context = context;
  }

  /** @throws GatehouseError MEDIA_SOUND_FORMAT (missing) */
  static open({ channelLayout, format, sampleRate, channels }: SoundLayout): MonoResampler {
    const context = new SoftwareResampleContext();
    const set = context.allocSetOpts2(
      MONO,
      AV_SAMPLE_FMT_S16,
      SAMPLE_RATE_HZ,
      channelLayout,
      format as typeof AV_SAMPLE_FMT_S16,
      sampleRate,
    );
    if (set >= 0 && context.init() >= 0) return new MonoResampler(context);
    context.free();
    throw new GatehouseError(
      "MEDIA_SOUND_FORMAT",
      `Sound with ${channels} channels at ${sampleRate} Hz cannot be converted to 16 kHz mono.`,
      { kind: "missing" },
    );
  }

  /** The same for interleaved signed 16 bit samples. */
  static ofPcm({ rate, channels }: { readonly rate: number; readonly channels: number }): MonoResampler {
    const channelLayout = { order: AV_CHANNEL_ORDER_UNSPEC, nbChannels: channels, mask: 0n };
    return MonoResampler.open({ channelLayout, format: AV_SAMPLE_FMT_S16, sampleRate: rate, channels });
  }

  /**
   * What is ready by these samples; null if they cannot be converted.
   *
   * @param planes null: what is still held back
   * @param count samples of each channel
   */
  convert(planes: Buffer[] | null, count: number): Int16Array | null {
    const most = this.#context.getOutSamples(count);
    if (most <= 0) return NOTHING;
    const out = Buffer.alloc(most * 2);
    const got = this.#context.convertSync([out], most, planes, count);
    return got < 0 ? null : new Int16Array(out.buffer, out.byteOffset, got).slice();
  }

  close(): void {
    this.#context.free();
  }
}
