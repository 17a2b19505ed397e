import type { Clock, Scheduler } from "../../runtime/clock.ts";
import { isLive } from "../../sensors/camera-source.ts";
import { turnsOfDisplayMatrix } from "../../sensors/rotate-picture.ts";
import { clipFormat } from "./clip-format.ts";
import { mediaError } from "./media-error.ts";
import { MediaInput } from "./media-input.ts";
import { PictureDecoder } from "./picture-decoder.ts";
import {
  AVERROR_STREAM_NOT_FOUND,
  AV_NOPTS_VALUE,
  AV_PKT_DATA_DISPLAYMATRIX,
  avGetCodecName,
  type Packet,
  type Stream,
} from "./native.ts";

/** What a camera's stream is, and how it came in while it was read. */
export interface StreamFacts {
  /** As FFmpeg names it: `h264`, `hevc`, `mjpeg`, `rawvideo`. */
  readonly codec: string;
  /** Size of the pictures as they are sent, pixels. */
  readonly width: number;
  readonly height: number;
  /** Width of a pixel by its height; 1 for square ones. */
  readonly sampleAspect: number;
  /** How far the stream says that it has to be turned clockwise, degrees. */
  readonly rotation: 0 | 90 | 180 | 270;
  /** Pictures a second; null if fewer than two came. */
  readonly fps: number | null;
  /** Seconds from one key frame to the next; null if fewer than two came. */
  readonly keyFrameSeconds: number | null;
  /** How long it was waited for a second key frame, s. */
  readonly keyFrameWait: number;
  /** Bits a second of pictures and sound; null if it was too short to tell. */
  readonly bitrate: number | null;
  /** The codec of the sound; null without sound. */
  readonly sound: string | null;
  /** Why it cannot be recorded; null if it can. */
  readonly unrecordable: string | null;
  /** Pictures that were decoded, and those that could not be. */
  readonly decoded: number;
  readonly undecodable: number;
}

export interface ProbeOptions {
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly signal: AbortSignal;
  /** How long it is read. */
  readonly seconds: number;
  /** How long it is read for a second key frame, undecoded; `seconds` if it is not said. */
  readonly keyFrameSeconds?: number;
}

/**
 * Opens a camera's source, and reads and decodes it for some seconds.
 *
 * @throws GatehouseError MEDIA_… if it cannot be opened or decoded, shows no pictures, or stalls
 */
export async function probeStream(source: string, options: ProbeOptions): Promise<StreamFacts> {
  const input = await MediaInput.open(source, options);
  try {
    if (input.video === null) throw mediaError(AVERROR_STREAM_NOT_FOUND, "see anything in", source);
    const decoder = await PictureDecoder.open(input.video);
    try {
      const counted = await count(input, decoder, options);
      return { ...formatOf(input.video, input.audio), ...counted, undecodable: decoder.errors };
    } finally {
      decoder.close();
    }
  } finally {
    await input.close();
  }
}

function formatOf(video: Stream, audio: Stream | null): Omit<StreamFacts, keyof Counted> {
  const { codecId, width, height } = video.codecpar;
  const format = clipFormat(video, audio);
  const matrix = video.codecpar.getCodedSideData(AV_PKT_DATA_DISPLAYMATRIX);
  return {
    ...{ codec: avGetCodecName(codecId) ?? `codec ${codecId}`, width, height },
    sampleAspect: ratio(video.sampleAspectRatio) ?? ratio(video.codecpar.sampleAspectRatio) ?? 1,
    rotation: (90 * (matrix === null ? 0 : turnsOfDisplayMatrix(matrix))) as StreamFacts["rotation"],
    sound: audio === null ? null : (avGetCodecName(audio.codecpar.codecId) ?? "unknown"),
    unrecordable: typeof format === "string" ? format : null,
  };
}

type Counted = Pick<
  StreamFacts,
  "fps" | "keyFrameSeconds" | "keyFrameWait" | "bitrate" | "decoded" | "undecodable"
>;

async function count(
  input: MediaInput,
  decoder: PictureDecoder,
  { clock, seconds, keyFrameSeconds = seconds, signal }: ProbeOptions,
): Promise<Omit<Counted, "undecodable">> {
  const times: number[] = [];
  const keys: number[] = [];
  let bytes = 0;
  let decoded = 0;
  let firstT: number | null = null;
  let readMs = 0;
  while (!signal.aborted) {
    const packet = await input.read();
    if (packet === null) break;
    try {
      const now = clock.now().t;
      firstT ??= now;
      bytes += packet.size;
      if (packet.streamIndex !== input.video?.index) continue;
      const t = timeOf(packet) ?? now;
      times.push(t);
      if (packet.isKeyframe) keys.push(t);
      // What comes before the first key frame cannot be decoded.
      if (keys.length > 0 && readMs < seconds * 1000)
        for await (const _ of decoder.decode(packet)) decoded += 1;
      // A file is read in no time, a live stream in its own.
      readMs = isLive(input.kind) ? now - firstT : span(times);
      if (readMs >= (keys.length > 1 ? seconds : Math.max(seconds, keyFrameSeconds)) * 1000) break;
    } finally {
      packet.free();
    }
  }
  const spanS = span(times) / 1000;
  return {
    fps: spanS > 0 ? (times.length - 1) / spanS : null,
    keyFrameSeconds: keys.length > 1 ? span(keys) / 1000 / (keys.length - 1) : null,
    keyFrameWait: readMs / 1000,
    bitrate: spanS > 0 ? (bytes * 8) / spanS : null,
    decoded,
  };
}

/** When a picture is to be decoded, ms on the stream's own axis; null for a stream without times. */
function timeOf(packet: Packet): number | null {
  const us = packet.dts === AV_NOPTS_VALUE ? packet.pts : packet.dts;
  return us === AV_NOPTS_VALUE ? null : Number(us) / 1000;
}

function ratio({ num, den }: { num: number; den: number }): number | null {
  return num > 0 && den > 0 ? num / den : null;
}

function span(times: readonly number[]): number {
  return times.length < 2 ? 0 : Math.max(...times) - Math.min(...times);
}
