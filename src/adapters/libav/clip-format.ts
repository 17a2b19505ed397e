import {
  AV_CODEC_ID_AAC,
  AV_CODEC_ID_AC3,
  AV_CODEC_ID_AV1,
  AV_CODEC_ID_FLAC,
  AV_CODEC_ID_H264,
  AV_CODEC_ID_HEVC,
  AV_CODEC_ID_MJPEG,
  AV_CODEC_ID_MP3,
  AV_CODEC_ID_MPEG4,
  AV_CODEC_ID_OPUS,
  AV_CODEC_ID_PNG,
  AV_CODEC_ID_VP9,
  CodecParameters,
} from "./native.ts";
import type { Packet, Rational } from "./native.ts";

/** What MP4 carries as it is. */
const VIDEO = new Set<number>([
  AV_CODEC_ID_H264,
  AV_CODEC_ID_HEVC,
  AV_CODEC_ID_MJPEG,
  AV_CODEC_ID_MPEG4,
  AV_CODEC_ID_PNG,
  AV_CODEC_ID_AV1,
  AV_CODEC_ID_VP9,
]);
const AUDIO = new Set<number>([
  AV_CODEC_ID_AAC,
  AV_CODEC_ID_AC3,
  AV_CODEC_ID_FLAC,
  AV_CODEC_ID_MP3,
  AV_CODEC_ID_OPUS,
]);

/** What a clip file has to know about the streams that it holds. One object for all packets of equal format. */
export interface ClipFormat {
  readonly video: CodecParameters;
  /** Sample aspect ratio of the pictures. */
  readonly aspect: Rational;
  /** Pictures are shown in another order than they come in. */
  readonly reordered: boolean;
  readonly audio: CodecParameters | null;
  /** Equal for streams whose packets may follow each other in one file. */
  readonly fingerprint: string;
}

/** A packet of the ring: the library's packet (times in µs on the axis of `t`) and its format. */
export interface ClipPacket {
  readonly native: Packet;
  readonly format: ClipFormat;
}

/** What a clip needs of a stream of pictures. */
export interface VideoStream {
  readonly codecpar: CodecParameters;
  /** Of the pictures' pixels. */
  readonly sampleAspectRatio: Rational;
  /** Whatever its parameters say, pictures may be reordered. */
  readonly mayReorder?: boolean;
}

/** Whether MP4 carries such sound as it is. */
export function carriesSound({ codecId }: CodecParameters): boolean {
  return AUDIO.has(codecId);
}

/** The format of an input's streams; a sentence that says why its video cannot be recorded without encoding it anew. */
export function clipFormat(
  video: VideoStream,
  audio: { readonly codecpar: CodecParameters } | null,
): ClipFormat | string {
  if (!VIDEO.has(video.codecpar.codecId)) {
    return (
      "this camera sends raw pictures or a codec that MP4 does not carry, so nothing can be recorded; " +
      "set it to H.264, H.265 or MJPEG, or code its pictures anew (encode: true)"
    );
  }
  const kept = audio !== null && carriesSound(audio.codecpar) ? audio : null;
  return {
    video: copied(video.codecpar),
    aspect: video.sampleAspectRatio,
    reordered: video.mayReorder === true || video.codecpar.videoDelay > 0,
    audio: kept === null ? null : copied(kept.codecpar),
    fingerprint: JSON.stringify([describe(video.codecpar), kept === null ? null : describe(kept.codecpar)]),
  };
}

/** The input's own parameters go with it; the ring and the clips outlive it. */
export function copied(parameters: CodecParameters): CodecParameters {
  const copy = new CodecParameters();
  copy.alloc();
  parameters.copy(copy);
  return copy;
}

function describe(parameters: CodecParameters): readonly unknown[] {
  return [
    parameters.codecId,
    parameters.width,
    parameters.height,
    parameters.sampleRate,
    parameters.channelLayout.nbChannels,
    parameters.extradata?.toString("base64") ?? "",
  ];
}
