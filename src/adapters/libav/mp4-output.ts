import { GatehouseError } from "../../runtime/errors.ts";
import { MICROSECONDS } from "./media-input.ts";
import { AV_CODEC_ID_HEVC, FFmpegError } from "./native.ts";
import type { CodecParameters, FormatContext, Rational, Stream } from "./native.ts";

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
