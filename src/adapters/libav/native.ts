import "./promise-with-resolvers.ts";
import { AV_LOG_QUIET, Log } from "node-av";

// The library's own log goes to standard error and holds camera URLs with their passwords; errors come as return codes.
Log.setLevel(AV_LOG_QUIET);

/** The one place from which the rest of this adapter takes the library, so that what it needs is always set up first. */
export {
  AVERROR_EAGAIN,
  AVERROR_EOF,
  AVERROR_HTTP_NOT_FOUND,
  AVERROR_HTTP_UNAUTHORIZED,
  AVERROR_INVALIDDATA,
  AVERROR_STREAM_NOT_FOUND,
  AVMEDIA_TYPE_AUDIO,
  AVMEDIA_TYPE_VIDEO,
  AVCOL_RANGE_MPEG,
  AV_CHANNEL_ORDER_NATIVE,
  AV_CHANNEL_ORDER_UNSPEC,
  AV_CODEC_FLAG_GLOBAL_HEADER,
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
  AV_FRAME_FLAG_CORRUPT,
  AV_NOPTS_VALUE,
  AV_PICTURE_TYPE_I,
  AV_PIX_FMT_YUV420P,
  AV_PKT_DATA_DISPLAYMATRIX,
  AV_PKT_DATA_NEW_EXTRADATA,
  AV_SAMPLE_FMT_S16,
  BitStreamFilter,
  BitStreamFilterContext,
  Codec,
  CodecContext,
  CodecParameters,
  Dictionary,
  FFmpegError,
  FormatContext,
  Frame,
  InputFormat,
  Packet,
  Rational,
  Scaler,
  SoftwareResampleContext,
  SoftwareScaleContext,
  avGetCodecName,
} from "node-av";
export { FF_ENCODER_LIBX264 } from "node-av/constants";
export type { Stream } from "node-av";
