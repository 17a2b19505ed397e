import { GatehouseError } from "../../runtime/errors.ts";
import { redactSource } from "../../sensors/camera-source.ts";
import {
  AVERROR_EOF,
  AVERROR_HTTP_NOT_FOUND,
  AVERROR_HTTP_UNAUTHORIZED,
  AVERROR_INVALIDDATA,
  AVERROR_STREAM_NOT_FOUND,
  FFmpegError,
} from "./native.ts";

/** What a person can do about the library's commonest answers (negated errno of Linux, or its own codes). */
const ADVICE = new Map<number, string>([
  [-2, "there is no such file or device"],
  [-13, "access is denied; is the user in the group `video`?"],
  [-16, "the device is busy; another program uses it"],
  [-101, "the network is unreachable"],
  [-104, "the other side broke the connection off"],
  [-110, "it did not answer in time"],
  [-111, "the connection was refused; is the address right and the camera on?"],
  [-113, "there is no route to it; is it on the same network?"],
  [AVERROR_HTTP_UNAUTHORIZED, "it refused the user name or the password"],
  [AVERROR_HTTP_NOT_FOUND, "it does not know the path of this stream"],
  [AVERROR_INVALIDDATA, "it holds nothing that can be read as video or sound"],
  [AVERROR_STREAM_NOT_FOUND, "it holds no such stream"],
  [AVERROR_EOF, "the stream ended"],
]);

/** The error of a failed media operation; the source is named without its credentials. */
export function mediaError(code: number, doing: string, source: string): GatehouseError {
  const why = ADVICE.get(code) ?? FFmpegError.strerror(code);
  const end = why.endsWith("?") ? "" : ".";
  return new GatehouseError("MEDIA_UNREADABLE", `Cannot ${doing} ${redactSource(source)}: ${why}${end}`, {
    kind: "missing",
  });
}
