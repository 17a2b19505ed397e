import { SystemClock, SystemScheduler } from "../../src/adapters/clock/system-clock.ts";
import type { CameraStreamOptions } from "../../src/adapters/libav/camera-options.ts";
import { CameraStream } from "../../src/adapters/libav/camera-stream.ts";
import type { ClipPacket } from "../../src/adapters/libav/clip-format.ts";
import { silentLogger } from "../../src/runtime/logger.ts";
import type { AudioChunk } from "../../src/sensors/audio-chunk.ts";
import type { CameraSink, FrameContext } from "../../src/sensors/camera.ts";
import type { Frame } from "../../src/sensors/frame.ts";
import type { RingEntry } from "../../src/sensors/packet-ring.ts";

/** Everything a camera said, and when it was said. */
interface Heard {
  readonly frames: (Frame & FrameContext & { readonly heardT: number })[];
  readonly chunks: AudioChunk[];
  readonly health: { readonly ok: boolean; readonly why: string; readonly t: number }[];
  readonly packets: Omit<RingEntry<unknown>, "packet">[];
  unrecordable: string | null | undefined;
  ended: boolean;
}

export interface RecordedCamera {
  readonly camera: CameraStream;
  readonly heard: Heard;
  readonly clock: SystemClock;
  readonly scheduler: SystemScheduler;
}

export interface RecordedOptions {
  readonly stream?: Partial<CameraStreamOptions>;
  /** Takes the packets instead of releasing them. */
  readonly packet?: (entry: RingEntry<ClipPacket>) => void;
  readonly frame?: () => void | Promise<void>;
}

/** Starts a camera on a source and writes down what it says. */
export function recordCamera(source: string, options: RecordedOptions = {}): RecordedCamera {
  const clock = new SystemClock();
  const scheduler = new SystemScheduler();
  const heard: Heard = {
    frames: [],
    chunks: [],
    health: [],
    packets: [],
    unrecordable: undefined,
    ended: false,
  };
  const camera = new CameraStream({
    camera: "porch",
    source,
    analyseFps: 5,
    masks: [],
    encode: false,
    packets: true,
    sound: true,
    loop: false,
    paced: false,
    clock,
    scheduler,
    random: () => 0.5,
    logger: silentLogger,
    ...options.stream,
  });
  const sink: CameraSink<ClipPacket> = {
    packet: (entry) => {
      const { packet, ...about } = entry;
      heard.packets.push(about);
      if (options.packet === undefined) packet.native.free();
      else options.packet(entry);
    },
    frame: (frame, context) => {
      heard.frames.push({ ...frame, ...context, heardT: clock.now().t });
      return options.frame?.();
    },
    sound: (chunk) => heard.chunks.push(chunk),
    unrecordable: (why) => (heard.unrecordable = why),
    health: (ok, why) => heard.health.push({ ok, why, t: clock.now().t }),
    ended: () => (heard.ended = true),
  };
  camera.start(sink);
  return { camera, heard, clock, scheduler };
}
