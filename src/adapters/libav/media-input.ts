import { GatehouseError } from "../../runtime/errors.ts";
import type { Cancel, Scheduler } from "../../runtime/clock.ts";
import { isLive, redactSource, sourceKind } from "../../sensors/camera-source.ts";
import type { SourceKind } from "../../sensors/camera-source.ts";
import { mediaError } from "./media-error.ts";
import {
  AVERROR_EAGAIN,
  AVERROR_EOF,
  AVMEDIA_TYPE_AUDIO,
  AVMEDIA_TYPE_VIDEO,
  AV_NOPTS_VALUE,
  Dictionary,
  FormatContext,
  InputFormat,
  Packet,
  Rational,
} from "./native.ts";
import type { Stream } from "./native.ts";

/** All packets leave here with their times in µs. */
export const MICROSECONDS = new Rational(1, 1_000_000);

export interface InputOptions {
  readonly scheduler: Scheduler;
  /** Ends opening and reading with MEDIA_ABORTED. */
  readonly signal: AbortSignal;
  /** Live sources only: opening that takes longer, or no packet for so long, is an error. */
  readonly stallMs?: number;
  /** Pictures only: how often a second the picture is shown. */
  readonly pictureFps?: number;
}

const STALL_MS = 5_000;

/** Streams of bare JPEGs carry no times; the ones that the library makes up (25 a second) are worse than none. */
const UNTIMED = new Set(["mpjpeg", "mjpeg", "jpeg_pipe"]);

/** An opened file, stream or device; reads packets one after the other. */
export class MediaInput {
  readonly kind: SourceKind;
  readonly video: Stream | null;
  readonly audio: Stream | null;
  readonly #context: FormatContext;
  readonly #source: string;
  readonly #guard: InterruptGuard;
  readonly #untimed: boolean;

  private constructor(context: FormatContext, source: string, guard: InterruptGuard) {
    this.kind = sourceKind(source);
    this.#context = context;
    this.#source = source;
    this.#guard = guard;
    this.#untimed = isLive(this.kind) && UNTIMED.has(context.iformat?.name ?? "");
    const streams = context.streams;
    this.video = streams[context.findBestStream(AVMEDIA_TYPE_VIDEO)] ?? null;
    this.audio = streams[context.findBestStream(AVMEDIA_TYPE_AUDIO)] ?? null;
  }

  /** What a file says of itself; null if it says nothing. */
  get comment(): string | null {
    return this.#context.metadata?.get("comment") ?? null;
  }

  /** @throws GatehouseError MEDIA_UNREADABLE (missing), MEDIA_STALLED, MEDIA_ABORTED (failed) */
  static async open(source: string, options: InputOptions): Promise<MediaInput> {
    let failure: unknown;
    for (const attempt of attempts(source, options)) {
      const context = new FormatContext();
      const guard = new InterruptGuard(context, source, options);
      try {
        await guard.during(() => openContext(context, source, attempt));
        return new MediaInput(context, source, guard);
      } catch (error) {
        guard.release();
        await context.closeInput();
        failure = error;
        if (options.signal.aborted) break;
      }
    }
    throw failure;
  }

  /**
   * The next packet of the chosen streams, owned by the caller, times in µs; null at the end.
   *
   * @throws GatehouseError MEDIA_UNREADABLE, MEDIA_STALLED, MEDIA_ABORTED
   */
  async read(): Promise<Packet | null> {
    const packet = new Packet();
    packet.alloc();
    try {
      for (;;) {
        const code = await this.#guard.during(() => this.#context.readFrame(packet));
        if (code === AVERROR_EOF) break;
        if (code === AVERROR_EAGAIN) continue;
        if (code < 0) throw mediaError(code, "read on from", this.#source);
        const stream = [this.video, this.audio].find((one) => one?.index === packet.streamIndex);
        if (stream === undefined || stream === null) {
          packet.unref();
          continue;
        }
        packet.rescaleTs(stream.timeBase, MICROSECONDS);
        packet.timeBase = MICROSECONDS;
        if (this.#untimed) packet.pts = packet.dts = AV_NOPTS_VALUE;
        return packet;
      }
    } catch (error) {
      packet.free();
      throw error;
    }
    packet.free();
    return null;
  }

  /** Not while a read is under way: abort the signal first and wait for that read. */
  async close(): Promise<void> {
    this.#guard.release();
    await this.#context.closeInput();
  }
}

/** Guessing a live stream's frame rate takes twenty frames, in which nobody looks at the door. */
const NO_RATE_PROBE = { fpsprobesize: "0" };

interface Attempt {
  readonly format: string | null;
  readonly options: Record<string, string>;
}

/** How to open a source: one or more ways, best first. */
function attempts(source: string, options: InputOptions): readonly Attempt[] {
  switch (sourceKind(source)) {
    case "rtsp":
      // TCP: over UDP a single lost packet tears the picture. `timeout` is the socket's, in µs.
      return [
        {
          format: null,
          options: {
            rtsp_transport: "tcp",
            timeout: `${(options.stallMs ?? STALL_MS) * 1000}`,
            ...NO_RATE_PROBE,
          },
        },
      ];
    case "http":
      return [
        {
          format: null,
          options: {
            rw_timeout: `${(options.stallMs ?? STALL_MS) * 1000}`,
            ...NO_RATE_PROBE,
          },
        },
      ];
    case "device":
      // MJPEG packets can be recorded as they are; raw pictures can only be analysed.
      return [
        { format: "v4l2", options: { input_format: "mjpeg" } },
        { format: "v4l2", options: {} },
      ];
    case "picture":
      return [
        {
          format: "image2",
          options: { loop: "1", pattern_type: "none", framerate: `${options.pictureFps ?? 5}` },
        },
      ];
    case "file":
      return [{ format: null, options: {} }];
  }
}

async function openContext(context: FormatContext, source: string, attempt: Attempt): Promise<number> {
  const options = Dictionary.fromObject(attempt.options);
  try {
    const format = attempt.format === null ? null : InputFormat.findInputFormat(attempt.format);
    const opened = await context.openInput(source, format, options);
    if (opened < 0) throw mediaError(opened, "open", source);
    const found = await context.findStreamInfo(null);
    if (found < 0) throw mediaError(found, "open", source);
    return found;
  } finally {
    options.free();
  }
}

/** Interrupts a blocking call when it takes too long or when nobody wants it any more. */
class InterruptGuard {
  readonly #context: FormatContext;
  readonly #source: string;
  readonly #options: InputOptions;
  readonly #onAbort = (): void => this.#context.interrupt();
  #stalled = false;

  constructor(context: FormatContext, source: string, options: InputOptions) {
    this.#context = context;
    this.#source = source;
    this.#options = options;
    options.signal.addEventListener("abort", this.#onAbort);
  }

  async during(call: () => Promise<number>): Promise<number> {
    this.#throwIfAborted();
    const cancel = this.#watch();
    try {
      const code = await call();
      this.#throwIfAborted();
      if (code < 0 && this.#stalled) this.#throwStalled();
      return code;
    } catch (error) {
      this.#throwIfAborted();
      if (this.#stalled) this.#throwStalled();
      throw error;
    } finally {
      cancel();
    }
  }

  release(): void {
    this.#options.signal.removeEventListener("abort", this.#onAbort);
  }

  #watch(): Cancel {
    if (!isLive(sourceKind(this.#source))) return () => undefined;
    return this.#options.scheduler.after(this.#options.stallMs ?? STALL_MS, () => {
      this.#stalled = true;
      this.#context.interrupt();
    });
  }

  #throwIfAborted(): void {
    if (!this.#options.signal.aborted) return;
    throw new GatehouseError("MEDIA_ABORTED", `Reading ${redactSource(this.#source)} was ended.`, {
      kind: "failed",
    });
  }

  #throwStalled(): never {
    const seconds = (this.#options.stallMs ?? STALL_MS) / 1000;
    throw new GatehouseError(
      "MEDIA_STALLED",
      `Nothing came from ${redactSource(this.#source)} for ${seconds} s.`,
      { kind: "failed" },
    );
  }
}
