import type { StreamFacts } from "../../adapters/libav/probe-stream.ts";

/** A stream in a few words. */
export function streamText(
  stream: Omit<StreamFacts, "decoded" | "undecodable" | "unrecordable" | "keyFrameWait">,
): string {
  const { codec, width, height, sampleAspect, rotation, fps, keyFrameSeconds, bitrate, sound } = stream;
  return [
    codec,
    `${width}x${height}`,
    ...(Math.abs(sampleAspect - 1) < 0.005 ? [] : [`pixels ${sampleAspect.toFixed(2)} as wide as high`]),
    ...(rotation === 0 ? [] : [`turned by ${rotation}°`]),
    fps === null ? "a single picture" : `${fps.toFixed(1)} pictures a second`,
    ...(keyFrameSeconds === null ? [] : [`a key frame every ${keyFrameSeconds.toFixed(1)} s`]),
    ...(bitrate === null ? [] : [`${(bitrate / 1e6).toFixed(1)} Mbit/s`]),
    sound === null ? "no sound" : `sound ${sound}`,
  ].join(", ");
}
