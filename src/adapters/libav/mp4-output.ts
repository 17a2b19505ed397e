import { GatehouseError } from "../../runtime/errors.ts";
import { MICROSECONDS } from "./media-input.ts";
import { AV_CODEC_ID_HEVC, AV_NOPTS_VALUE, FFmpegError } from "./native.ts";
import type { CodecParameters, FormatContext, Packet, Rational, Stream } from "./native.ts";

/** A stream of an MP4, and how far it was written. */
export interface Mp4Track {
  readonly stream: Stream;
  /** In the stream's own unit; none before the first packet. */
  lastDts: bigint;
}

/** Where `addStream` has added one. */
export function trackOf(stream: Stream): Mp4Track {
  return { stream, lastDts: AV_NOPTS_VALUE };
}

/**
 * Makes a packet, whose times are in µs of the file, the next one of a track. Cameras stumble, and at a seam of two films sound
 * may reach into what follows; the format wants decoding times that rise, in a unit that may be much longer than a µs.
 */
export function placeInTrack(packet: Packet, track: Mp4Track): void {
  packet.streamIndex = track.stream.index;
  packet.rescaleTs(MICROSECONDS, track.stream.timeBase);
  if (track.lastDts !== AV_NOPTS_VALUE && packet.dts <= track.lastDts) packet.dts = track.lastDts + 1n;
  if (packet.pts < packet.dts) packet.pts = packet.dts;
  track.lastDts = packet.dts;
  packet.pos = -1n;
}

/**
 * A stream of an MP4 that is written, for packets of this kind as they are; its times are in µs.
 *
 * @throws GatehouseError CLIP_UNWRITABLE (failed)
 */
export function addStream(context: FormatContext, parameters: CodecParameters, aspect?: Rational): Stream {
  const stream = context.newStream();
  checkWritten(parameters.copy(stream.codecpar), "describe");
  // The input's container tag means nothing here; players of Apple's take H.265 only as hvc1.
  stream.codecpar.codecTag = parameters.codecId === AV_CODEC_ID_HEVC ? "hvc1" : 0;
  stream.timeBase = MICROSECONDS;
  if (aspect !== undefined) stream.sampleAspectRatio = aspect;
  return stream;
}

/**
 * Heeds what the library answered to a piece of writing.
 *
 * @param doing what it was asked to: `begin`, `write`, `finish`
 * @throws GatehouseError CLIP_UNWRITABLE (failed)
 */
export function checkWritten(code: number, doing: string): void {
  if (code >= 0) return;
  throw new GatehouseError("CLIP_UNWRITABLE", `Cannot ${doing} the clip: ${FFmpegError.strerror(code)}.`, {
    kind: "failed",
  });
}
